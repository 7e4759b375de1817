package io.github.hidbpf4j.kernel.replay;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** The timeline of examples/imperator-macro: what each macro key plays, and when. */
@Timeout(60)
class ImperatorExampleTest {
  private final ExampleReplay example = new ExampleReplay("imperator-macro", "imperator.hid");

  /** Time, sign, modifiers, first keys of what the host got. */
  private static List<String> brief(List<String> host) {
    List<String> brief = new ArrayList<>();
    for (String line : host) {
      String[] words = line.split(" ");
      assertThat(words).hasSize(10);
      assertThat(words[3]).as("the reserved byte").isEqualTo("00");
      assertThat(List.of(words).subList(6, 10)).containsOnly("00");
      assertThat(line).doesNotContainPattern(" c[0-5]");
      brief.add(String.join(" ", words[0], words[1], words[2], words[4], words[5]));
    }
    return brief;
  }

  private static String event(double millis, int modifiers, int... keys) {
    StringBuilder text = new StringBuilder(millis + " %02x 00".formatted(modifiers));
    for (int i = 0; i < 6; i++) {
      text.append(" %02x".formatted(i < keys.length ? keys[i] : 0));
    }
    return text.toString();
  }

  private List<String> host(String... events) {
    return brief(example.host(List.of(events)));
  }

  @Test
  void linuxWouldTakeIt() {
    assertThat(example.refused()).isEmpty();
  }

  @Test
  void expectedTimeline() {
    assertThat(brief(example.host()))
        .containsExactly(
            // copy
            "0.000 > 01 00 00",
            "10.000 + 01 06 00",
            "20.000 + 01 00 00",
            "30.000 + 00 00 00",
            "49.013 = 00 00 00",
            "98.049 = 00 00 00",
            // copy, and paste behind it
            "1000.000 > 01 00 00",
            "1010.000 + 01 06 00",
            "1020.000 + 01 00 00",
            "1030.000 + 00 00 00",
            "1040.000 + 01 00 00",
            "1050.000 + 01 19 00",
            "1060.000 + 01 00 00",
            "1070.000 + 00 00 00",
            "1098.500 = 00 00 00",
            // Ok, and the release that the device owes
            "2000.000 > 02 00 00",
            "2010.000 + 02 12 00",
            "2020.000 + 02 00 00",
            "2030.000 + 00 00 00",
            "2040.000 + 00 0e 00",
            "2050.000 + 00 00 00",
            "2100.000 + 00 00 00",
            // select all and copy, while somebody types A
            "3000.000 > 01 00 00",
            "3010.000 + 01 04 00",
            "3014.000 > 03 04 00",
            "3020.000 + 03 00 00",
            "3022.000 > 03 00 04",
            "3030.000 + 03 06 04",
            "3040.000 + 03 00 04",
            "3043.500 > 03 00 00",
            "3047.000 > 01 00 00",
            "3050.000 + 00 00 00",
            "3096.500 = 00 00 00",
            // save; the device's release comes when the program would send one
            "4000.000 > 01 00 00",
            "4010.000 + 01 16 00",
            "4020.000 + 01 00 00",
            "4030.000 + 00 00 00",
            "4100.000 = 00 00 00",
            // the other window, twice: the first release comes too late
            "5000.000 > 04 00 00",
            "5010.000 + 04 2b 00",
            "5020.000 + 04 00 00",
            "5030.000 + 00 00 00",
            "5100.000 + 00 00 00",
            "5112.000 = 00 00 00",
            "5200.000 > 04 00 00",
            "5210.000 + 04 2b 00",
            "5220.000 + 04 00 00",
            "5230.000 + 00 00 00",
            "5249.000 = 00 00 00",
            // no macro
            "6000.000 = 00 0b 00",
            "6080.000 = 00 00 00");
  }

  /** 10 ms lie between the last step of one and the first of the next, whenever it was pressed. */
  @Test
  void aPressJustAfterTheLastStepWaitsForItsTurn() {
    assertThat(host(event(0, 0, 0xc0), event(20.5, 0), event(35, 0, 0xc3), event(84, 0)))
        .containsExactly(
            "0.000 > 01 00 00",
            "10.000 + 01 06 00",
            "20.000 + 01 00 00",
            "30.000 + 00 00 00",
            "40.000 + 01 00 00",
            "50.000 + 01 16 00",
            "60.000 + 01 00 00",
            "70.000 + 00 00 00",
            "84.000 = 00 00 00");
  }

  @Test
  void pressesOfOneKeyQueueAsWell() {
    List<String> host =
        host(event(0, 0, 0xc0), event(4, 0), event(8, 0, 0xc0), event(12, 0), event(14, 0, 0xc0));
    assertThat(host.stream().filter(l -> l.endsWith("01 06 00")))
        .containsExactly("10.000 + 01 06 00", "50.000 + 01 06 00", "90.000 + 01 06 00");
    // The last step is the release that the device owes.
    assertThat(host).hasSize(12).last().isEqualTo("110.000 + 00 00 00");
  }

  /** A macro that is still playing when the release is missing ends by itself. */
  @Test
  void aMissingReleaseDoesNotCutAMacroShort() {
    assertThat(host(event(0, 0, 0xc0), event(5, 0), event(10.5, 0, 0xc2), event(15, 0, 0xc2, 0xc4)))
        .containsSubsequence(
            "90.000 + 00 00 00", "100.000 + 02 00 00", "110.000 + 02 12 00", "150.000 + 00 00 00")
        .hasSize(4 + 6 + 6)
        .noneMatch(l -> l.startsWith("115."));
  }

  /** A key that the user goes on holding stays down when the program releases a macro key. */
  @Test
  void onlyTheMacroKeyIsReleased() {
    assertThat(host(event(0, 2, 0x04), event(50, 2, 0x04, 0xc3)))
        .endsWith("80.000 + 02 04 00", "150.000 + 02 04 00");
  }

  @Test
  void stepsAreTenMillisecondsApartWhateverIsPressed() {
    List<String> events = new ArrayList<>();
    for (int i = 0; i < 30; i++) {
      events.add(event(2 * i, 0, 0xc0 + i % 6));
      events.add(event(2 * i + 1, 0));
    }
    List<String> host = brief(example.host(events));
    assertThat(host.getLast()).endsWith("+ 00 00 00");
    for (int i = 1; i < host.size(); i++) {
      double step =
          Double.parseDouble(host.get(i).split(" ")[0])
              - Double.parseDouble(host.get(i - 1).split(" ")[0]);
      assertThat(step).as("%s", host.get(i)).isBetween(9.999, 10.001);
    }
  }

  @Test
  void noOrderOfThingsChangesTheOutcome() {
    assertThat(example.explore(16)).hasSize(1);
  }
}
