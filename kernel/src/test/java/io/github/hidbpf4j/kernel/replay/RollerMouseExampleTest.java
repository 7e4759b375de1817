package io.github.hidbpf4j.kernel.replay;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** The timeline of examples/rollermouse-double-click: what the host sees of each click. */
@Timeout(60)
class RollerMouseExampleTest {
  private static final String REST = " 00 00 00 00 00 00";

  private final ExampleReplay example =
      new ExampleReplay("rollermouse-double-click", "rollermouse.hid");

  /** A report: buttons, X, mark. */
  private static String report(int buttons, int x, int mark) {
    return "01 %02x %02x 00 00 00 00 00 01 %02x%s".formatted(buttons, x, mark, REST);
  }

  private static String event(double millis, int buttons, int x, int mark) {
    return millis + " " + report(buttons, x, mark);
  }

  /** Time, sign, buttons, X, mark of what the host got. */
  private static List<String> brief(List<String> host) {
    List<String> brief = new ArrayList<>();
    for (String line : host) {
      String[] words = line.split(" ");
      brief.add(String.join(" ", words[0], words[1], words[3], words[4], words[11]));
      assertThat(words).hasSize(18);
      assertThat(words[10]).isEqualTo("01");
    }
    return brief;
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
            // the button: press 25 ms after the release, 3.968 ms long as before
            "0.000 > 00 00 01",
            "3.912 > 01 00 01",
            "7.846 > 00 00 01",
            "32.846 + 01 00 01",
            "36.814 + 00 00 01",
            "168.203 = 00 00 00",
            // a plain click
            "1000.000 = 01 00 01",
            "1129.961 = 00 00 00",
            // with motion
            "2000.000 > 00 03 01",
            "2004.000 > 01 04 01",
            "2008.000 > 00 04 01",
            "2012.000 > 00 05 01",
            "2014.000 > 00 05 01",
            "2016.000 > 00 04 01",
            "2020.000 > 00 04 01",
            "2028.000 > 00 03 01",
            "2033.000 + 01 00 01",
            "2035.000 > 01 02 01",
            "2037.000 + 00 00 01",
            "2039.000 > 00 01 01",
            "2160.000 = 00 00 00",
            // plain clicks, near each other
            "3000.000 = 01 00 01",
            "3060.000 = 00 00 00",
            "3072.000 = 01 00 01",
            "3130.000 = 00 00 00",
            // the right button, held and released
            "4000.000 = 02 00 00",
            "4100.000 > 02 00 01",
            "4104.000 > 03 00 01",
            "4108.000 > 02 00 01",
            "4125.000 > 00 00 01",
            "4133.000 + 01 00 01",
            "4137.000 + 00 00 01",
            "4250.000 = 00 00 00",
            // a long second click
            "5000.000 > 00 00 01",
            "5004.000 > 01 00 01",
            "5008.000 > 00 00 01",
            "5033.000 + 01 00 01",
            "5133.000 + 00 00 01",
            "5260.000 = 00 00 00",
            // 25 ms are enough
            "6000.000 > 01 00 01",
            "6004.000 > 00 00 01",
            "6029.000 > 01 00 01",
            "6033.000 > 00 00 01",
            "6200.000 = 00 00 00",
            // 24 are not
            "6500.000 > 01 00 01",
            "6504.000 > 00 00 01",
            "6529.000 + 01 00 01",
            "6533.000 + 00 00 01",
            "6700.000 = 00 00 00",
            // a plain click behind a second one that waits
            "7000.000 > 01 00 01",
            "7004.000 > 00 00 01",
            "7016.000 = 00 00 00",
            "7029.000 + 01 00 01",
            "7033.000 + 00 00 01",
            "7041.000 + 01 00 01",
            "7101.000 + 00 00 00");
  }

  /** All of the motion arrives, and nothing twice. */
  @Test
  void motionIsNeitherLostNorRepeated() {
    int sum = 0;
    for (String line : brief(example.host())) {
      sum += Integer.parseInt(line.split(" ")[3], 16);
    }
    assertThat(sum).isEqualTo(3 + 4 + 4 + 5 + 5 + 4 + 4 + 3 + 2 + 1);
  }

  @Test
  void aPressThatMovesGoesInTwo() {
    assertThat(
            host(
                event(0, 1, 0, 0x80),
                event(4, 0, 0, 0x80),
                event(8, 1, 9, 0x80),
                event(12, 0, 7, 0x80)))
        .containsExactly(
            "0.000 > 01 00 01",
            "4.000 > 00 00 01",
            "8.000 > 00 09 01",
            "12.000 > 00 07 01",
            "29.000 + 01 00 01",
            "33.000 + 00 00 01");
  }

  /** The button is used three times, faster than the clicks can go out. */
  @Test
  void manyClicksKeepTheirOrderAndTheirDistance() {
    List<String> events = new ArrayList<>();
    for (int i = 0; i < 6; i++) {
      events.add(event(8 * i, 1, 0, 0x80));
      events.add(event(8 * i + 4, 0, 0, 0x80));
    }
    assertThat(brief(example.host(events)))
        .containsExactly(
            "0.000 > 01 00 01",
            "4.000 > 00 00 01",
            "29.000 + 01 00 01",
            "33.000 + 00 00 01",
            "58.000 + 01 00 01",
            "62.000 + 00 00 01",
            "87.000 + 01 00 01",
            "91.000 + 00 00 01",
            "116.000 + 01 00 01",
            "120.000 + 00 00 01",
            "145.000 + 01 00 01",
            "149.000 + 00 00 01");
  }

  /** More than the queue takes: whole clicks are left out, and no button sticks. */
  @Test
  void tooManyClicksLoseWholeOnes() {
    List<String> events = new ArrayList<>();
    for (int i = 0; i < 60; i++) {
      events.add(event(4 * i, 1, 0, 0x80));
      events.add(event(4 * i + 2, 0, 0, 0x80));
    }
    List<String> host = brief(example.host(events));
    assertThat(host).hasSizeBetween(20, 100);
    for (int i = 0; i < host.size(); i++) {
      assertThat(host.get(i)).contains(i % 2 == 0 ? " 01 00 " : " 00 00 ");
    }
    double last = -25;
    for (int i = 0; i < host.size(); i += 2) {
      double press = Double.parseDouble(host.get(i).split(" ")[0]);
      assertThat(press - last).isGreaterThanOrEqualTo(25 - 1e-6);
      last = Double.parseDouble(host.get(i + 1).split(" ")[0]);
    }
  }

  /** The release that ends the second click comes without the mark. */
  @Test
  void theMarkGoesBeforeTheClickIsOver() {
    assertThat(
            host(
                event(0, 1, 0, 0x80),
                event(4, 0, 0, 0x80),
                event(8, 1, 0, 0x80),
                event(31, 1, 2, 0),
                event(40, 0, 0, 0)))
        .containsExactly(
            "0.000 > 01 00 01",
            "4.000 > 00 00 01",
            "29.000 + 01 00 01",
            "31.000 > 01 02 01",
            "61.000 + 00 00 00");
  }

  @Test
  void noOrderOfThingsChangesTheOutcome() {
    assertThat(example.explore(40)).hasSize(1);
  }
}
