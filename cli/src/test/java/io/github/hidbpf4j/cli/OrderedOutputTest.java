package io.github.hidbpf4j.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.PrintWriter;
import java.io.StringWriter;
import org.junit.jupiter.api.Test;

class OrderedOutputTest {
  private final StringWriter text = new StringWriter();
  private final OrderedOutput output = new OrderedOutput(new PrintWriter(text), 3);

  @Test
  void theFirstGoesStraightThroughTheOthersWaitForTheirTurn() {
    PrintWriter a = output.open();
    PrintWriter b = output.open();
    PrintWriter c = output.open();
    c.print("c");
    b.print("b");
    assertThat(text.toString()).isEmpty();
    a.print("a");
    assertThat(text.toString()).isEqualTo("a");
    c.close();
    a.print("A");
    a.close();
    assertThat(text.toString()).isEqualTo("aAb");
    b.print("B");
    assertThat(text.toString()).isEqualTo("aAbB");
    b.close();
    assertThat(text.toString()).isEqualTo("aAbBc");
  }

  @Test
  void whatIsLongComesBackWhole() {
    PrintWriter a = output.open();
    PrintWriter b = output.open();
    StringBuilder expected = new StringBuilder("a");
    for (int i = 0; i < 50_000; i++) {
      String line = "line " + i + " ü\n";
      b.print(line);
      expected.append(line);
    }
    a.print("a");
    a.close();
    b.print("end");
    b.close();
    assertThat(text.toString()).isEqualTo(expected.append("end").toString());
  }

  @Test
  void whoIsTooFarAheadWaits() throws InterruptedException {
    PrintWriter first = output.open();
    output.open().close();
    output.open().close();
    Thread fourth = Thread.ofPlatform().start(() -> output.open().close());
    while (fourth.getState() != Thread.State.WAITING) {
      Thread.onSpinWait();
    }
    first.close();
    fourth.join();
    assertThat(text.toString()).isEmpty();
  }
}
