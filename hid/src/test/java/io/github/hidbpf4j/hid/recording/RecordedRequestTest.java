package io.github.hidbpf4j.hid.recording;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.hidbpf4j.hid.descriptor.ReportType;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Traffic from the host to the device in a recording: lines G, S and O. */
class RecordedRequestTest {
  private static final String TEXT =
      """
      R: 2 05 01
      N: test
      E: 000000.000000 2 01 02
      G: 000000.001000 user feature f2 17 3 000000.020000 3 f2 01 02
      G: 000000.050000 bpf feature f2 17 -5 000005.000000 0
      S: 000001.000000 kernel output 00 2 000000.000000 2 00 ff
      O: 000001.000001 user 2 000000.000000 2 05 ff
      E: 000002.000000 2 01 02
      """;

  private static Recording parse(String text) {
    return Recording.parse("r.hid", text.getBytes(StandardCharsets.UTF_8));
  }

  @Test
  void readsAndWrites() {
    Recording recording = parse(TEXT);
    assertThat(recording.warnings()).isEmpty();
    assertThat(recording.events()).hasSize(2);
    assertThat(recording.requests()).hasSize(4);
    assertThat(recording.requests().getFirst())
        .isEqualTo(
            new RecordedRequest(
                0,
                RecordedRequest.Kind.GET_REPORT,
                RecordedRequest.Origin.USER,
                1000,
                20_000,
                ReportType.FEATURE,
                0xf2,
                17,
                3,
                new byte[] {(byte) 0xf2, 1, 2}));
    assertThat(recording.requests().get(1).result()).isEqualTo(-5);
    assertThat(recording.requests().getLast().id()).isEqualTo(5);
    assertThat(RecordingWriter.toText(recording)).isEqualTo(TEXT);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "G: 0.000000 nobody feature f2 17 3 0.000000 0 | found \"nobody\", expected who asked",
        "G: 0.000000 user future f2 17 3 0.000000 0 | found \"future\", expected a report type",
        "G: 0.000000 user feature 100 17 3 0.000000 0 | found \"100\", expected a report id",
        "S: 0.000000 user feature f2 -5000 0.000000 0 | expected bytes transferred",
        "O: 0.000000 user 1 0.0 0 | expected a time in seconds",
        "O: 0.000000 user 1 0.000000 1 | the length says 1",
      })
  void refuses(String line, String message) {
    assertThatThrownBy(() -> parse("R: 1 c0\n" + line + "\nE: 0.000000 0\n"))
        .isInstanceOf(RecordingException.class)
        .hasMessageStartingWith("r.hid:2: ")
        .hasMessageContaining(message);
  }
}
