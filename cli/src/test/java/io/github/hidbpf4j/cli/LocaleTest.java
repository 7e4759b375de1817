package io.github.hidbpf4j.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Locale;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What commands print does not depend on the user's locale. */
class LocaleTest {
  private static final Locale ARABIC = Locale.of("ar", "EG");

  private Locale all;
  private Locale format;
  private Locale display;

  @BeforeEach
  void another() {
    all = Locale.getDefault();
    format = Locale.getDefault(Locale.Category.FORMAT);
    display = Locale.getDefault(Locale.Category.DISPLAY);
    Locale.setDefault(ARABIC);
  }

  @AfterEach
  void restore() {
    Locale.setDefault(all);
    Locale.setDefault(Locale.Category.FORMAT, format);
    Locale.setDefault(Locale.Category.DISPLAY, display);
  }

  @Test
  void digitsAreThoseOfAscii() {
    assertThat("%d".formatted(1)).as("digits of the locale").isNotEqualTo("1");
    CommandProcess.useOneLocale();
    CommandRun run = CommandRun.of("verify", CommandRun.OBJECT);
    assertThat(run.out()).containsPattern("accepted by 6\\.12, [0-9]+ instructions");
  }
}
