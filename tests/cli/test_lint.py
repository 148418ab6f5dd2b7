"""`meshctl lint` as people call it: files of every sort, exits, formats, exceptions, fixes."""

from __future__ import annotations

import json
import sys
from io import BytesIO, TextIOWrapper
from pathlib import Path

import pytest

from meshctl.cli.linting import checking
from meshctl.cli.main import main

BAD_PORT = (
    "apiVersion: v1\nkind: Service\nmetadata: {name: cart}\nspec:\n  ports:\n  - {name: web-http, port: 80} # note\n"
)
GOOD = "apiVersion: v1\nkind: Service\nmetadata: {name: cart}\nspec: {ports: [{name: http, port: 80}]}\n"


@pytest.fixture(autouse=True)
def _in_empty_repository(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / ".git").mkdir()
    monkeypatch.chdir(tmp_path)


@pytest.fixture
def run(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> Lint:
    return Lint(capsys, monkeypatch)


class Lint:
    """Runs the command; keeps exit status and output."""

    def __init__(self, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> None:
        self._capsys, self._monkeypatch = capsys, monkeypatch
        self.out = self.err = ""

    def __call__(self, *arguments: str, stdin: str = "", command: str = "lint") -> int:
        self._monkeypatch.setattr(sys, "stdin", TextIOWrapper(BytesIO(stdin.encode())))
        self._monkeypatch.setattr(sys, "argv", ["meshctl", command, *arguments])
        status = main()
        self.out, self.err = self._capsys.readouterr()
        return status

    def codes(self, *arguments: str, stdin: str = "") -> list[str]:
        self(*arguments, "--format", "json", stdin=stdin)
        return [finding["code"] for finding in json.loads(self.out)["findings"]]


def write(name: str, text: str) -> str:
    path = Path(name)
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(text.encode())
    return name


def test_a_clean_file_is_silent_but_for_its_counts(run: Lint) -> None:
    assert run(write("a.yaml", GOOD)) == 0
    assert run.out.startswith("No findings in 1 file, 1 document; 1 resource checked with ")


def test_findings_exit_with_one_and_name_place_code_and_fix(run: Lint) -> None:
    assert run(write("a.yaml", BAD_PORT)) == 1
    assert run.out.startswith("a.yaml:6:12: warning IST0118 port 80")
    assert "fix: Name the port http-web (--fix)" in run.out


@pytest.mark.parametrize(("fail_on", "status"), [("error", 0), ("warning", 1), ("info", 1), ("never", 0)])
def test_the_threshold_decides_the_exit(run: Lint, fail_on: str, status: int) -> None:
    assert run(write("a.yaml", BAD_PORT), "--fail-on", fail_on) == status


@pytest.mark.parametrize("alias", ["validate", "analyze"])
def test_the_names_of_other_tools_work_too(run: Lint, alias: str) -> None:
    assert run(write("a.yaml", BAD_PORT), command=alias) == 1


def test_the_folder_is_linted_when_nothing_is_named(run: Lint) -> None:
    write("deep/down/a.yml", BAD_PORT)

    assert run.codes() == ["IST0118"]


def test_standard_input_is_a_source_with_a_name(run: Lint) -> None:
    assert run("-", stdin=BAD_PORT) == 1
    assert run.out.startswith("<stdin>:6:12: ")


def test_a_broken_document_is_reported_and_the_others_are_checked(run: Lint) -> None:
    text = f"a: [\n---\n{BAD_PORT}"

    assert run.codes(write("a.yaml", text)) == ["MSH0011", "IST0118"]
    assert run("a.yaml") == 3


def test_unreadable_paths_are_reported_and_the_others_are_checked(run: Lint) -> None:
    write("binary.yaml", "a: \x00")

    assert run.codes("absent.yaml", "binary.yaml", write("a.yaml", BAD_PORT)) == ["IST0118", "MSH0010", "MSH0010"]
    assert run("absent.yaml") == 3
    assert run.out.startswith("absent.yaml:1:1: error MSH0010 absent.yaml ")


def test_files_that_are_not_for_the_mesh_are_skipped_and_counted_with_the_reason(run: Lint) -> None:
    write("compose.yaml", "services: {a: {image: b}}\n")
    write("chart/Chart.yaml", "name: x\napiVersion: v2\n")
    write("chart/templates/a.yaml", BAD_PORT)
    write("loose.yaml", "kind: {{ .Values.kind }}\napiVersion: v1\n")
    write(
        "app/kustomization.yaml",
        "apiVersion: kustomize.config.k8s.io/v1beta1\nkind: Kustomization\npatches: [{path: p.yaml}]\n",
    )
    write("app/p.yaml", BAD_PORT)
    write("other.yaml", "apiVersion: cert-manager.io/v1\nkind: Certificate\nmetadata: {name: a}\n")

    assert run(".") == 0
    assert "Skipped 1: Helm chart templates: ./chart/templates/a.yaml (render it first" in run.out
    assert "templates ({{ … }}): ./loose.yaml" in run.out
    assert "Kustomize patches: ./app/p.yaml" in run.out
    assert "kinds the mesh does not read: ./other.yaml" in run.out
    assert "no Kubernetes objects: ./chart/Chart.yaml, ./compose.yaml" in run.out


def test_what_git_ignores_is_left_out_of_folders_but_not_when_named(run: Lint) -> None:
    write(".gitignore", "build/\n!keep.yaml\n*.gen.yaml\n")
    write("build/a.yaml", BAD_PORT)
    write("x.gen.yaml", BAD_PORT)
    write("sub/.gitignore", "!*.gen.yaml\n")
    write("sub/x.gen.yaml", BAD_PORT)

    run(".", "--format", "json")
    assert [each["file"] for each in json.loads(run.out)["findings"] if each["code"] == "IST0118"] == [
        "./sub/x.gen.yaml"
    ]
    assert run.codes("x.gen.yaml") == ["IST0118"]


def test_carriage_returns_and_byte_order_marks_keep_positions(run: Lint) -> None:
    text = "\ufeff" + BAD_PORT.replace("\n", "\r\n")

    assert run(write("a.yaml", text)) == 1
    assert run.out.startswith("a.yaml:6:12: ")


def test_json_manifests_and_lists_are_linted(run: Lint) -> None:
    service = {
        "apiVersion": "v1",
        "kind": "Service",
        "metadata": {"name": "a"},
        "spec": {"ports": [{"name": "web", "port": 80}]},
    }
    text = json.dumps({"apiVersion": "v1", "kind": "List", "items": [service, {"apiVersion": "x/v1", "kind": "Y"}]})

    assert run.codes(write("a.json", text)) == ["IST0118"]


def test_an_open_set_informs_and_a_complete_one_fails(run: Lint) -> None:
    rule = "apiVersion: networking.istio.io/v1\nkind: DestinationRule\nmetadata: {name: a}\nspec: {host: absent}\n"

    assert run(write("a.yaml", rule)) == 0
    assert "info IST0174" in run.out
    assert "1 note rests on something" in run.out
    assert run("a.yaml", "--complete") == 1


def test_configuration_is_found_above_and_its_paths_are_relative_to_it(
    run: Lint, monkeypatch: pytest.MonkeyPatch
) -> None:
    write(".meshctl.yaml", "per-path-ignores: {legacy/*: [IST0118]}\nseverities: {IST0118: info}\n")
    write("legacy/a.yaml", BAD_PORT)
    write("new/a.yaml", BAD_PORT)
    monkeypatch.chdir("new")

    assert run.codes("../legacy") == []
    assert run("a.yaml") == 0
    assert "info IST0118" in run.out


def test_pyproject_serves_as_configuration(run: Lint) -> None:
    write("pyproject.toml", '[tool.meshctl]\nignore = ["service"]\n')

    assert run(write("a.yaml", BAD_PORT)) == 0


@pytest.mark.parametrize(
    ("text", "complaint"),
    [
        ("selct: [A]\n", "`selct` is no setting. Did you mean select?"),
        ("complete: maybe\n", "`complete` must be true or false"),
        ("externals: {host: [a]}\n", "`externals.host` is no setting. Did you mean hosts?"),
        ("severities: {IST0118: fatal}\n", "must be one of error, warning, info"),
        ("- a\n", "the configuration is not a mapping"),
    ],
)
def test_a_wrong_configuration_is_told_with_file_and_key(run: Lint, text: str, complaint: str) -> None:
    write(".meshctl.yaml", text)

    assert run(write("a.yaml", GOOD)) in (2, 3)
    assert complaint in run.err
    assert ".meshctl.yaml" in run.err


def test_roots_give_context_without_being_linted(run: Lint) -> None:
    write("base/service.yaml", BAD_PORT.replace("cart", "known"))
    rule = "apiVersion: networking.istio.io/v1\nkind: DestinationRule\nmetadata: {name: a}\nspec: {host: known}\n"

    assert run.codes(write("a.yaml", rule), "--complete") == ["IST0174"]
    assert run.codes("a.yaml", "--complete", "--root", "base") == []


def test_clusters_are_compared(run: Lint) -> None:
    write("east/a.yaml", GOOD)
    write("west/a.yaml", GOOD.replace("port: 80", "port: 81"))

    assert run.codes("--cluster", "east=east", "--cluster", "west=west") == ["IST0170"]


def test_exceptions_hide_findings_and_unneeded_ones_are_told(run: Lint) -> None:
    write("a.yaml", BAD_PORT.replace("# note", "# meshctl: ignore[IST0118] named by others"))
    assert run("a.yaml") == 0
    assert "1 finding excepted." in run.out

    assert run.codes(write("b.yaml", GOOD + "# meshctl: ignore[IST0118]\n")) == ["MSH0002"]
    assert run.codes(write("c.yaml", BAD_PORT), "--suppress", "IST0118=Service default/c*") == []
    assert run.codes("c.yaml", "--suppress", "IST0118=Service other/*") == ["MSH0002", "IST0118"]


def test_a_baseline_hides_what_it_recorded_and_nothing_new(run: Lint) -> None:
    write("a.yaml", BAD_PORT)
    assert run("a.yaml", "--write-baseline", "known.json") == 0
    write("a.yaml", "# a new first line\n" + BAD_PORT.replace("port: 80}", "port: 80}\n  - {name: web, port: 81}"))

    assert run("a.yaml", "--baseline", "known.json") == 1
    assert "named web)" in run.out
    assert "web-http" not in run.out


def test_a_broken_baseline_is_told(run: Lint) -> None:
    write("known.json", "{}")

    assert run(write("a.yaml", GOOD), "--baseline", "known.json") == 3
    assert "known.json: is no baseline of meshctl; write it anew" in run.err


def test_fixes_keep_everything_else_and_a_second_run_changes_nothing(run: Lint) -> None:
    text = f"# head\r\n{BAD_PORT}---\n# another\nkind: Other\napiVersion: x/v1\n"
    write("a.yaml", text)

    assert run("a.yaml", "--fix") == 0
    fixed = Path("a.yaml").read_bytes().decode()
    assert fixed == text.replace("web-http", "http-web")
    assert run("a.yaml", "--fix") == 0
    assert Path("a.yaml").read_bytes().decode() == fixed


def test_the_diff_of_a_fix_writes_nothing(run: Lint) -> None:
    write("a.yaml", BAD_PORT)

    run("a.yaml", "--fix", "--diff")
    assert "-  - {name: web-http, port: 80} # note\n+  - {name: http-web, port: 80} # note\n" in run.out
    assert Path("a.yaml").read_text("utf-8") == BAD_PORT


def test_fixed_standard_input_goes_to_standard_output(run: Lint) -> None:
    assert run("-", "--fix", stdin=BAD_PORT) == 0
    assert run.out == BAD_PORT.replace("web-http", "http-web")


def test_unsafe_fixes_need_their_flag(run: Lint) -> None:
    text = """\
apiVersion: networking.istio.io/v1
kind: VirtualService
metadata: {name: a}
spec:
  hosts: [a.example.com]
  gateways: [ingress/public]
  http:
  - route: [{destination: {host: a.example.com}}]
  # never reached
  - route: [{destination: {host: b.example.com}}]
"""
    write("a.yaml", text)

    run("a.yaml", "--fix")
    assert Path("a.yaml").read_text("utf-8") == text
    run("a.yaml", "--fix", "--unsafe-fixes")
    assert "b.example.com" not in Path("a.yaml").read_text("utf-8")


def test_several_reports_at_once(run: Lint) -> None:
    assert (
        run(write("a.yaml", BAD_PORT), "--output", "sarif=out.sarif", "--output", "junit=out.xml", "--format", "github")
        == 1
    )
    assert run.out.startswith("::warning file=a.yaml")
    assert json.loads(Path("out.sarif").read_text("utf-8"))["runs"][0]["results"][0]["fixes"]
    assert Path("out.xml").read_text("utf-8").startswith("<?xml")


@pytest.mark.parametrize(
    ("arguments", "complaint"),
    [
        (("--format", "xml"), "unknown format xml"),
        (("--output", "sarif"), "write FORMAT=FILE"),
        (("--fail-on", "fatal"), "choose one of error, warning, info, never"),
        (("--diff",), "add --fix"),
        (("--unsafe-fixes",), "add --fix"),
        (("--suppress", "IST0118"), "write it as"),
        (("--cluster", "east"), "write it as"),
    ],
)
def test_wrong_usage_is_one_line_that_helps(run: Lint, arguments: tuple[str, ...], complaint: str) -> None:
    assert run(write("a.yaml", GOOD), *arguments) == 2
    assert complaint in run.err
    assert run.err.count("\n") == 1


def test_a_mesh_configuration_is_read_bare_or_from_its_config_map(run: Lint) -> None:
    write(
        "a.yaml",
        "apiVersion: telemetry.istio.io/v1\nkind: Telemetry\nmetadata: {name: a}\nspec: {accessLogging: [{}]}\n",
    )
    write("bare.yaml", "defaultProviders: {accessLogging: [envoy]}\n")
    write("map.yaml", "kind: ConfigMap\ndata:\n  mesh: |\n    defaultProviders: {accessLogging: [envoy]}\n")

    assert run.codes("a.yaml") == ["IST0157"]
    assert run.codes("a.yaml", "--meshConfigFile", "bare.yaml") == []
    assert run.codes("a.yaml", "--meshConfigFile", "map.yaml") == []


def test_mesh_networks_are_linted_where_given(run: Lint) -> None:
    write("networks.yaml", "networks: {a: {endpoints: [{fromRegistry: nobody}]}}\n")

    assert run.codes(write("a.yaml", GOOD), "--meshNetworksFile", "networks.yaml", "--complete") == ["IST0126"]


def test_an_empty_namespace_leaves_documents_without_one(run: Lint) -> None:
    run(write("a.yaml", BAD_PORT), "-n", "", "--format", "json")

    assert json.loads(run.out)["findings"][0]["resource"]["namespace"] is None


def test_processes_find_what_one_finds(run: Lint, monkeypatch: pytest.MonkeyPatch) -> None:
    for number in range(9):
        write(f"{number}.yaml", BAD_PORT.replace("cart", f"cart-{number}").replace("port: 80", "prt: 80"))
    run(".", "--format", "json")
    alone = run.out
    monkeypatch.setattr(checking, "_workers", lambda _count: 3)
    run(".", "--format", "json")

    assert run.out == alone
    assert alone.count('"MSH0020"') == 9


def test_a_child_that_dies_is_replaced_by_this_process(run: Lint, monkeypatch: pytest.MonkeyPatch) -> None:
    write("a.yaml", BAD_PORT.replace("port: 80", "prt: 80"))
    monkeypatch.setattr(checking, "_workers", lambda _count: 2)
    monkeypatch.setattr("pickle.dumps", lambda *_arguments, **_options: b"")

    assert "MSH0020" in run.codes("a.yaml")


def test_rules_are_listed_and_shown(run: Lint) -> None:
    assert run(command="rules") == 0
    assert "service/unclear-port-protocol\n    IST0118: " in run.out
    assert run("IST0118", command="rules") == 0
    assert run.out.startswith("# service/unclear-port-protocol\n")
    assert run("IST0104", command="rules") == 0
    assert "Retired by Istio" in run.out
    assert run("nothing", command="rules") == 2
