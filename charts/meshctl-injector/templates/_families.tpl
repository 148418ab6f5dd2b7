{{/* What sets Istio's injection alone is refused with another family, where it would have no effect. */}}
{{- define "injector.checkFamily" -}}
{{- if ne .Values.family "istio" -}}
{{- $set := list -}}
{{- range $name := list "revision" "revisionTags" "enableNamespacesByDefault" -}}
{{- if index $.Values $name }}{{ $set = append $set $name }}{{ end -}}
{{- end -}}
{{- range $name := list "meshConfigMap" "meshConfig" "platform" "compliancePolicy" -}}
{{- if index $.Values.injector $name }}{{ $set = append $set (printf "injector.%s" $name) }}{{ end -}}
{{- end -}}
{{- with $set -}}
{{- fail (printf "%s: not for the %s family; leave it out" (join ", " .) $.Values.family) -}}
{{- end -}}
{{- end -}}
{{- end }}

{{/* The resources a family writes on. */}}
{{- define "injector.resources.istio" -}}[pods]{{- end }}
{{- define "injector.resources.envoy" -}}[pods]{{- end }}
{{- define "injector.resources.linkerd" -}}[pods, services]{{- end }}

{{/* The entries of a family's webhook configuration; the argument is that of `injector.entries.istio`. */}}
{{- define "injector.entries" -}}
{{- include (printf "injector.entries.%s" .root.Values.family) . -}}
{{- end }}

{{/*
Where annotations decide no selector sees who asks, so the API server calls for every namespace but these: while the
webhook is down neither the system nor what may make the webhook's certificate is held up.
*/}}
{{- define "injector.ordinary" -}}
key: kubernetes.io/metadata.name
operator: NotIn
values: [kube-system, cert-manager]
{{- end }}

{{/* One entry, less what is Linkerd's own or opted out by label. */}}
{{- define "injector.entries.linkerd" -}}
{{- $open := dict "key" "config.linkerd.io/admission-webhooks" "operator" "NotIn" "values" (list "disabled") -}}
{{- $notControlPlane := dict "key" "linkerd.io/control-plane-component" "operator" "DoesNotExist" -}}
{{- $notCni := dict "key" "linkerd.io/cni-resource" "operator" "DoesNotExist" -}}
{{ include "injector.entry" (dict "root" .root "prefix" "linkerd" "namespace" (list $open (include "injector.ordinary" . | fromYaml)) "object" (list $notControlPlane $notCni)) }}
{{- end }}

{{/* A label wins over the annotation, so a pod that says `disabled` there need not be sent. */}}
{{- define "injector.entries.envoy" -}}
{{- $notOptedOut := dict "key" "envoy.meshctl.io/inject" "operator" "NotIn" "values" (list "disabled") -}}
{{ include "injector.entry" (dict "root" .root "prefix" "envoy" "namespace" (list (include "injector.ordinary" . | fromYaml)) "object" (list $notOptedOut)) }}
{{- end }}

{{/* How people of a family ask for injection. */}}
{{- define "injector.notes.istio" -}}
Choose a namespace and restart what runs in it:

  kubectl label namespace <name> {{ ternary (printf "istio.io/rev=%s" .Values.revision) "istio-injection=enabled" (ne .Values.revision "") }}
  kubectl rollout restart deployment -n <name>
{{- end }}
{{- define "injector.notes.linkerd" -}}
Give the pods of a workload the annotation linkerd.io/inject: enabled; that of a namespace is not seen.
{{- end }}
{{- define "injector.notes.envoy" -}}
Give the pods of a workload the annotation envoy.meshctl.io/inject: enabled; that of a namespace is not seen.
{{- end }}
