{{/* The service's settings; webhook/settings.py names each of them. */}}
{{- define "injector.environment" -}}
{{- if ge (int .Values.limits.reviewTimeoutSeconds) (int .Values.webhook.timeoutSeconds) -}}
{{- fail "limits.reviewTimeoutSeconds must be below webhook.timeoutSeconds, so that a refusal can say why" -}}
{{- end -}}
{{- include "injector.checkFamily" . -}}
- {name: MESHCTL_FAMILY, value: {{ .Values.family }}}
- {name: MESHCTL_CONFIG_DIR, value: /etc/meshctl/config}
- {name: MESHCTL_TEMPLATES, value: {{ ternary "config" "built-in" (ne .Values.injector.configMap "") }}}
- {name: MESHCTL_ISTIO_NAMESPACE, value: {{ .Values.injector.istioNamespace | quote }}}
- {name: MESHCTL_CONTROL_PLANE_NAMESPACE, value: {{ .Values.injector.controlPlaneNamespace | quote }}}
- {name: MESHCTL_REVISION, value: {{ .Values.revision | quote }}}
- {name: MESHCTL_NATIVE_SIDECARS, value: {{ include "injector.nativeSidecars" . | quote }}}
- {name: MESHCTL_PLATFORM, value: {{ .Values.injector.platform | quote }}}
- {name: MESHCTL_COMPLIANCE_POLICY, value: {{ .Values.injector.compliancePolicy | quote }}}
- {name: MESHCTL_ON_FAULT, value: {{ include "injector.onFault" . }}}
- {name: MESHCTL_PORT, value: {{ .Values.port | quote }}}
- {name: MESHCTL_WORKERS, value: {{ .Values.workers | quote }}}
- {name: MESHCTL_LOG_LEVEL, value: {{ .Values.logLevel }}}
- {name: MESHCTL_MAX_REVIEWS, value: {{ .Values.limits.maxReviews | quote }}}
- {name: MESHCTL_MAX_WAIT_S, value: {{ .Values.limits.maxWaitSeconds | quote }}}
- {name: MESHCTL_REVIEW_TIMEOUT_S, value: {{ .Values.limits.reviewTimeoutSeconds | quote }}}
- {name: MESHCTL_DRAIN_S, value: {{ .Values.drainSeconds | quote }}}
{{- if .Values.certificates.clientCA }}
- {name: MESHCTL_CLIENT_CA, value: /etc/meshctl/client-ca/ca.crt}
{{- end }}
{{- if eq .Values.certificates.mode "self-managed" }}
- {name: MESHCTL_CERTIFICATE_SECRET, value: {{ .Release.Namespace }}/{{ include "injector.secret" . }}}
- {name: MESHCTL_CERTIFICATE_HOSTS, value: {{ prepend .Values.certificates.extraHosts (include "injector.host" .) | join "," | quote }}}
{{- if .Values.webhook.create }}
- {name: MESHCTL_WEBHOOK_CONFIGURATIONS, value: {{ include "injector.webhookNames" . | quote }}}
{{- end }}
{{- if .Values.validation.enabled }}
- {name: MESHCTL_VALIDATING_CONFIGURATIONS, value: {{ include "injector.webhookName" . | quote }}}
{{- end }}
{{- else }}
- {name: MESHCTL_TLS_CERT, value: /run/meshctl/certs/tls.crt}
- {name: MESHCTL_TLS_KEY, value: /run/meshctl/certs/tls.key}
{{- end }}
{{- end }}
