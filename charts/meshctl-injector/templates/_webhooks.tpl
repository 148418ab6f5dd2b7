{{/*
The entries of a webhook configuration for Istio's sidecar, as Istio's injector has them: the order of precedence stands in the selectors.

  rev.namespace.  namespace asks for this revision by istio.io/rev, and not by istio-injection
  rev.object.     pod asks for it, the namespace says nothing
  namespace.      namespace has istio-injection=enabled                                        default revision only
  object.         pod has sidecar.istio.io/inject=true, nothing names a revision               default revision only
  auto.           nobody says anything, and the release injects by default                     default revision only

Argument: root, label (the value of istio.io/rev that chooses), default (whether the last three are written).
*/}}
{{- define "injector.entries.istio" -}}
{{- $notOptedOut := dict "key" "sidecar.istio.io/inject" "operator" "NotIn" "values" (list "false") -}}
{{- $noInjection := dict "key" "istio-injection" "operator" "DoesNotExist" -}}
{{- $noRevision := dict "key" "istio.io/rev" "operator" "DoesNotExist" -}}
{{- $thisRevision := dict "key" "istio.io/rev" "operator" "In" "values" (list .label) -}}
{{- $asked := dict "key" "sidecar.istio.io/inject" "operator" "In" "values" (list "true") -}}
{{- $silent := dict "key" "sidecar.istio.io/inject" "operator" "DoesNotExist" -}}
{{- $enabled := dict "key" "istio-injection" "operator" "In" "values" (list "enabled") -}}
{{- $ordinary := dict "key" "kubernetes.io/metadata.name" "operator" "NotIn" "values" (list "kube-system" "kube-public" "kube-node-lease" "local-path-storage") -}}
{{ include "injector.entry" (dict "root" .root "prefix" "rev.namespace" "namespace" (list $thisRevision $noInjection) "object" (list $notOptedOut)) }}
{{ include "injector.entry" (dict "root" .root "prefix" "rev.object" "namespace" (list $noRevision $noInjection) "object" (list $notOptedOut $thisRevision)) }}
{{- if .default }}
{{ include "injector.entry" (dict "root" .root "prefix" "namespace" "namespace" (list $enabled) "object" (list $notOptedOut)) }}
{{ include "injector.entry" (dict "root" .root "prefix" "object" "namespace" (list $noInjection $noRevision) "object" (list $asked $noRevision)) }}
{{- if .root.Values.enableNamespacesByDefault }}
{{ include "injector.entry" (dict "root" .root "prefix" "auto" "namespace" (list $noInjection $noRevision $ordinary) "object" (list $silent $noRevision)) }}
{{- end }}
{{- end }}
{{- end }}

{{- define "injector.entry" -}}
{{- $values := .root.Values -}}
- name: {{ .prefix }}.{{ $values.webhook.entrySuffix }}
  clientConfig:
    {{- if $values.webhook.url }}
    url: {{ $values.webhook.url | quote }}
    {{- else }}
    service:
      name: {{ include "injector.fullname" .root }}
      namespace: {{ .root.Release.Namespace }}
      path: {{ $values.webhook.path | quote }}
      port: 443
    {{- end }}
    {{- with $values.webhook.caBundle }}
    caBundle: {{ . | b64enc }}
    {{- end }}
  namespaceSelector:
    matchExpressions:
      {{- toYaml .namespace | nindent 6 }}
  objectSelector:
    matchExpressions:
      {{- toYaml .object | nindent 6 }}
  rules:
    - operations: [CREATE]
      apiGroups: [""]
      apiVersions: [v1]
      resources: {{ include (printf "injector.resources.%s" $values.family) .root }}
      scope: Namespaced
  matchConditions:
    # The kubelet's mirror of a static pod: refusing it would hide the control plane, and a patch would not take effect.
    - name: not-a-mirror-pod
      expression: "!has(object.metadata.annotations) || !('kubernetes.io/config.mirror' in object.metadata.annotations)"
    # The selectors stay as Istio's are; these namespaces are never called for, so that a dead webhook cannot hold them.
    - name: not-an-excluded-namespace
      expression: {{ printf "!(request.namespace in [%s])" (include "injector.excluded" .root) | quote }}
    {{- with $values.webhook.matchConditions }}
    {{- toYaml . | nindent 4 }}
    {{- end }}
  failurePolicy: {{ $values.webhook.failurePolicy }}
  matchPolicy: Equivalent
  reinvocationPolicy: {{ $values.webhook.reinvocationPolicy }}
  sideEffects: None
  timeoutSeconds: {{ $values.webhook.timeoutSeconds }}
  admissionReviewVersions: [v1, v1beta1]
{{- end }}

{{- define "injector.excluded" -}}
{{- $names := append .Values.excludedNamespaces .Release.Namespace | uniq -}}
{{- $quoted := list -}}
{{- range $names }}{{ $quoted = append $quoted (squote .) }}{{ end -}}
{{ join ", " $quoted }}
{{- end }}

{{- define "injector.webhookAnnotations" -}}
{{- $annotations := .Values.webhook.annotations | default dict | deepCopy -}}
{{- if eq .Values.certificates.mode "cert-manager" -}}
{{- $_ := set $annotations "cert-manager.io/inject-ca-from" (printf "%s/%s" .Release.Namespace (include "injector.fullname" .)) -}}
{{- end -}}
{{- with $annotations -}}
annotations:
  {{- toYaml . | nindent 2 }}
{{- end }}
{{- end }}
