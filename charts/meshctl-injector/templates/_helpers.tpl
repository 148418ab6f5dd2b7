{{/* The name all objects share: the release's, with the chart's when it does not hold it already, and the revision. */}}
{{- define "injector.fullname" -}}
{{- $base := ternary .Release.Name (printf "%s-%s" .Release.Name .Chart.Name) (contains .Chart.Name .Release.Name) -}}
{{- $base | trunc 50 | trimSuffix "-" -}}
{{- end }}

{{/* What a selector picks this release's pods by; never changes over an upgrade. */}}
{{- define "injector.selectorLabels" -}}
app.kubernetes.io/name: {{ .Chart.Name }}
app.kubernetes.io/instance: {{ .Release.Name }}
{{- end }}

{{- define "injector.labels" -}}
{{ include "injector.selectorLabels" . }}
app.kubernetes.io/version: {{ .Chart.AppVersion | quote }}
app.kubernetes.io/managed-by: {{ .Release.Service }}
helm.sh/chart: {{ printf "%s-%s" .Chart.Name .Chart.Version | replace "+" "_" }}
istio.io/rev: {{ .Values.revision | default "default" | quote }}
{{- end }}

{{- define "injector.serviceAccount" -}}
{{ .Values.serviceAccount.name | default (include "injector.fullname" .) }}
{{- end }}

{{- define "injector.secret" -}}
{{- if and (eq .Values.certificates.mode "secret") (not .Values.certificates.secretName) -}}
{{- fail "certificates.mode `secret` needs certificates.secretName, the name of an existing Secret" -}}
{{- end -}}
{{ .Values.certificates.secretName | default (printf "%s-certs" (include "injector.fullname" .)) }}
{{- end }}

{{- define "injector.host" -}}
{{ include "injector.fullname" . }}.{{ .Release.Namespace }}.svc
{{- end }}

{{- define "injector.webhookName" -}}
{{- $which := ternary .Values.revision .Values.family (eq .Values.family "istio") -}}
{{- $default := printf "meshctl-sidecar-injector%s" (ternary (printf "-%s" $which) "" (ne $which "")) -}}
{{ .Values.webhook.name | default $default }}
{{- end }}

{{- define "injector.tagWebhookName" -}}
{{ printf "meshctl-revision-tag-%s" .tag }}
{{- end }}

{{/* Names of all webhook configurations of this release, comma separated. */}}
{{- define "injector.webhookNames" -}}
{{- $names := list (include "injector.webhookName" .) -}}
{{- range .Values.revisionTags -}}
{{- $names = append $names (include "injector.tagWebhookName" (dict "tag" .)) -}}
{{- end -}}
{{ join "," $names }}
{{- end }}

{{- define "injector.image" -}}
{{- if .Values.image.digest -}}
{{ .Values.image.repository }}@{{ .Values.image.digest }}
{{- else -}}
{{ .Values.image.repository }}:{{ .Values.image.tag | default .Chart.AppVersion }}
{{- end -}}
{{- end }}

{{/* Kubelets may be older than the API server by three minor versions, so `auto` waits until none can lack the feature. */}}
{{- define "injector.nativeSidecars" -}}
{{- if eq (toString .Values.injector.nativeSidecars) "auto" -}}
{{ semverCompare ">=1.36.0-0" .Capabilities.KubeVersion.Version }}
{{- else -}}
{{ .Values.injector.nativeSidecars }}
{{- end -}}
{{- end }}

{{/* A refusal inside a review is final, so `failurePolicy: Ignore` needs the service to let pods pass by itself. */}}
{{- define "injector.onFault" -}}
{{ .Values.injector.onFault | default (ternary "allow" "refuse" (eq .Values.webhook.failurePolicy "Ignore")) }}
{{- end }}

{{/* The ConfigMap with the mesh configuration; empty when a ConfigMap of Istio's comes without one. */}}
{{- define "injector.meshConfigMap" -}}
{{- if ne .Values.family "istio" -}}
{{- else if .Values.injector.meshConfigMap -}}
{{ .Values.injector.meshConfigMap }}
{{- else if or (not .Values.injector.configMap) .Values.injector.meshConfig -}}
{{ include "injector.fullname" . }}
{{- end -}}
{{- end }}
