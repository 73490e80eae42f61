package dev.perk.api.text;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Upstream: Go text/template's documentation; the templates of config-network. */
class GoTemplateTest {
    private final ObjectNode data = JsonNodeFactory.instance.objectNode();

    GoTemplateTest() {
        data.put("Name", "hello").put("Namespace", "default").put("Domain", "example.com");
        data.putObject("Labels").put("team", "blue").put("a.b/c", "<x>");
        data.put("Count", 3).put("Latency", 0.5);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '~',
            value = {
                "plain ~ plain",
                "{{.Name}}.{{.Namespace}}.{{.Domain}} ~ hello.default.example.com",
                "{{ .Name }}-{{ .Labels.team }} ~ hello-blue",
                "{{index .Labels \"team\"}} ~ blue",
                "{{index .Labels \"none\"}}! ~ !",
                "{{.Labels.none}} ~ <no value>",
                "{{if .Labels.none}}a{{else}}b{{end}} ~ b",
                "{{if index .Labels \"team\"}}{{.Name}}{{end}} ~ hello",
                "{{if eq .Name \"x\"}}1{{else if eq .Name \"hello\"}}2{{else}}3{{end}} ~ 2",
                "{{if and .Name (not .Labels.none)}}yes{{end}} ~ yes",
                "{{index .Labels \"a.b/c\" | js}} ~ \\u003Cx\\u003E",
                "{{js .Name \"'\"}} ~ hello\\'",
                "a {{- .Name -}} b ~ ahellob",
                "{{/* nothing */}}{{.Count}} ~ 3",
                "{{.Latency}}s ~ 0.5s",
                "{{if gt .Count 2}}many{{end}} ~ many",
                "{{len .Labels}} ~ 2",
                "{{print .Name \"}}\" `x`}} ~ hello}}x",
            })
    void fillsIn(String template, String text) {
        assertThat(GoTemplate.of(template).execute(data)).isEqualTo(Parsed.good(text));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{{.Name",
                "{{if .Name}}x",
                "{{end}}",
                "{{else}}",
                "{{range .Labels}}{{end}}",
                "{{$x := 1}}",
                "{{foo .Name}}",
                "{{.Name .Domain}}",
                "{{}}",
                "{{(.Name}}",
            })
    void refusesWhatItDoesNotUnderstand(String template) {
        assertThat(GoTemplate.parse(template).isGood()).isFalse();
    }

    @Test
    void saysWhichFieldTheDataDoesNotHave() {
        assertThat(GoTemplate.of("{{.Nmae}}").execute(data))
                .isEqualTo(Parsed.bad("template: can't evaluate field Nmae"));
    }
}
