package io.github.hidbpf4j.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.hidbpf4j.hid.HidException;
import io.github.hidbpf4j.linux.call.SystemCallException;
import io.github.hidbpf4j.linux.call.SystemError;
import java.io.PrintWriter;
import java.io.StringWriter;
import org.junit.jupiter.api.Test;

/** What is printed about an error, and its exit code. */
class ErrorsTest {
  private final StringWriter err = new StringWriter();

  @Test
  void whatTheSystemRefusesIsNotMalformed() {
    Exception missing = new SystemCallException("open", "/dev/uhid", SystemError.ENOENT.result());
    assertThat(Errors.report(missing, new PrintWriter(err, true))).isEqualTo(1);
    assertThat(err.toString())
        .startsWith("hidbpf: open /dev/uhid: ENOENT")
        .contains("modprobe uhid")
        .containsOnlyOnce("\n");
  }

  @Test
  void malformedInputIs() {
    assertThat(Errors.report(new HidException("bad"), new PrintWriter(err, true))).isEqualTo(2);
    assertThat(err.toString()).isEqualTo("hidbpf: bad\n");
  }
}
