package io.github.hidbpf4j.cli;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class InkTest {
  @Test
  void paintsAndEndsThePaint() {
    assertThat(Ink.BAD.paint("rejected")).isEqualTo("\033[31mrejected\033[0m");
  }

  /** Tests have no terminal, so the output that they compare has no colours. */
  @Test
  void nothingIsPaintedWhereThereIsNoTerminal() {
    assertThat(Ink.BAD.on("rejected")).isEqualTo("rejected");
    assertThat(Ink.mark("x")).isEqualTo("x");
    assertThat(Ink.mark("=")).isEqualTo("=");
  }
}
