package io.github.hidbpf4j.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Fixes that no example has, by the tutorial's steps alone: a recording, hidbpf new, the author's
 * code, make.
 */
class WalkThroughTest {
  /**
   * A fix.
   *
   * @param name of the recording and the folder
   * @param fix value of {@code --fix}
   * @param from what the author replaces in the program
   * @param to the replacement
   * @param scenario what the author appends to the scenario
   */
  record Fix(String name, String fix, String from, String to, String scenario) {}

  static Stream<Fix> fixes() {
    return Stream.of(
        new Fix(
            "trackball",
            "event",
            "\t/* to do: look at data[INPUT_2_BUTTON_1_BYTE], write data[...]; it changes "
                + "nothing yet */\n",
            """
            	__u16 *x = (__u16 *)(data + INPUT_2_X_BYTE);
            	__u16 *y = (__u16 *)(data + INPUT_2_Y_BYTE);
            	__u16 x_was = *x;

            	*x = *y;
            	*y = x_was;
            """,
            """
            scenario "sideways is sideways"
            send 02 00 05 00 fb ff
            expect 02 00 fb ff 05 00
            expect evdev REL_X -5, REL_Y 5
            """),
        new Fix(
            "keyboard",
            "event",
            "\t/* to do: look at data[INPUT_KEYBOARD_LEFTCONTROL_BYTE], write data[...]; it "
                + "changes nothing yet */\n",
            "\tdata[INPUT_KEYBOARD_RIGHTALT_BYTE] &= ~INPUT_KEYBOARD_RIGHTALT_MASK;\n",
            """
            scenario "a is a, Shift is Shift"
            send 42 00 04 00 00 00 00 00
            expect 02 00 04 00 00 00 00 00
            expect evdev KEY_LEFTSHIFT 1, KEY_A 1
            """),
        new Fix(
            "tablet",
            "reinit",
            "#define REINIT_SILENCE_MS 3000",
            "#define REINIT_SILENCE_MS 5000",
            """
            scenario "asleep after five seconds, not after four"
            device answers get feature 4: reply 04 00 00 00
            send 01 01 00 01 00 01
            expect unchanged
            expect request get feature 4 succeeds, within 1 ms
            after 4 s
            send 01 03 00 01 00 01
            expect unchanged
            after 6 s
            send 01 01 00 01 00 01
            expect unchanged
            expect request get feature 4 succeeds, within 1 ms
            """),
        new Fix(
            "sedge",
            "descriptor",
            "\tdata[PATCH_AT] = PATCH_TO;\n\treturn 0;\n",
            "\tdata[RDESC_SIZE] = 0xc0; /* End Collection */\n\treturn RDESC_SIZE + 1;\n",
            """
            scenario "a driver takes it"
            expect driver hid-generic
            send 01 02 ff 01
            expect evdev BTN_LEFT 1, REL_X 2, REL_Y -1, REL_WHEEL 1, REL_WHEEL_HI_RES 120
            """));
  }

  @TempDir private Path temp;

  @ParameterizedTest
  @MethodSource("fixes")
  void fromARecordingToATestedFix(Fix fix) throws IOException, InterruptedException {
    AuthorShell.assumeCompiler();
    AuthorShell shell = AuthorShell.in(temp);
    passes(
        shell,
        "cp $HIDBPF4J/testdata/tutorial/%1$s.hid .\nhidbpf new %1$s --device %1$s.hid --fix %2$s\ncd %1$s"
            .formatted(fix.name(), fix.fix()));
    Path folder = shell.folder().resolve(fix.name());
    Path source = folder.resolve(fix.name() + ".bpf.c");
    assertThat(source).content().containsOnlyOnce(fix.from());
    Files.writeString(source, Files.readString(source).replace(fix.from(), fix.to()));
    Path scenario = folder.resolve(fix.name() + ".scenario");
    String begin = Files.readString(scenario);
    int toDo = begin.indexOf("# to do");
    int asItWas = toDo < 0 ? begin.indexOf("scenario \"reinit") : toDo;
    Files.writeString(scenario, begin.substring(0, asItWas) + fix.scenario());
    String out = passes(shell, "make verify lint test");
    assertThat(out).contains("loads on 6.12, 6.18, 7.3").contains(", 0 failed");
    // Without the fix all of this would pass.
    Files.writeString(source, Files.readString(source).replace(fix.to(), fix.from()));
    AuthorShell.Result without = shell.run("make test");
    assertThat(without.exitCode()).as(without.out()).isNotZero();
    assertThat(without.out()).contains("FAILED");
  }

  private static String passes(AuthorShell shell, String script)
      throws IOException, InterruptedException {
    AuthorShell.Result result = shell.run(script);
    assertThat(result.exitCode()).as("%s%n%s", script, result.out()).isZero();
    return result.out();
  }
}
