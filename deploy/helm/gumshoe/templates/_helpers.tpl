{{- /* SPDX-License-Identifier: GPL-3.0-or-later */ -}}
{{- define "gumshoe.name" -}}
{{ .Release.Name }}-{{ .name }}
{{- end }}

{{- define "gumshoe.selector" -}}
app.kubernetes.io/name: gumshoe
app.kubernetes.io/instance: {{ .Release.Name }}
app.kubernetes.io/component: {{ .name }}
{{- end }}

{{- define "gumshoe.labels" -}}
{{ include "gumshoe.selector" . }}
app.kubernetes.io/version: {{ .Chart.AppVersion | quote }}
app.kubernetes.io/managed-by: {{ .Release.Service }}
helm.sh/chart: {{ .Chart.Name }}-{{ .Chart.Version }}
{{- end }}

{{- define "gumshoe.image" -}}
{{- $repository := required "Set image.repository: build the image from the Dockerfile and push it." .Values.image.repository -}}
{{ $repository }}{{ if .Values.image.digest }}@{{ .Values.image.digest }}{{ else }}:{{ .Values.image.tag }}{{ end }}
{{- end }}

{{- /* The consumer group that a service's lag is counted of; empty where the announced model is not said. */ -}}
{{- define "gumshoe.group" -}}
{{- with .service.autoscale -}}
{{- if .group -}}
{{ .group }}
{{- else -}}
{{- $model := index $.Values.models .reading -}}
{{- if $model.sha256 -}}
gumshoe-reading-{{ .reading }}-{{ $model.sha256 }}-{{ join "." $model.layers }}
{{- end -}}
{{- end -}}
{{- end -}}
{{- end }}

{{- /* "yes" where KEDA decides how many replicas there are. */ -}}
{{- define "gumshoe.scaled" -}}
{{- if and .Values.keda.enabled .service.autoscale (include "gumshoe.group" .) }}yes{{ end -}}
{{- end }}
