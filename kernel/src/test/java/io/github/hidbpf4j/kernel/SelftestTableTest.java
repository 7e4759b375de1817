package io.github.hidbpf4j.kernel;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.lang.reflect.Method;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** The table of selftests in docs/kernel-compatibility.md names the existing tests. */
class SelftestTableTest {
  private static final List<Class<?>> CLASSES =
      List.of(
          KernelSelftestsTest.class,
          TracingSelftestsTest.class,
          HidrawSelftestsTest.class,
          DelayedWorkSelftestsTest.RfcV1.class,
          DelayedWorkSelftestsTest.RfcV2.class,
          DelayedWorkSelftestsTest.Merged.class,
          TimerSelftestsTest.class,
          WqSelftestsTest.class);

  /** How many tests each file of the kernel's has. */
  private static final Map<String, Integer> EXPECTED =
      Map.ofEntries(
          Map.entry("hid_bpf.c", 21 + 1),
          Map.entry("hidraw.c", 6),
          Map.entry("RFC v1 8/9, 9/9", 3),
          Map.entry("RFC v2 10/10", 1 + 1),
          Map.entry("timer.c", 6),
          Map.entry("timer_mim.c", 1),
          Map.entry("timer_mim_reject.c", 1),
          Map.entry("timer_crash.c", 2),
          Map.entry("timer_lockup.c", 1),
          Map.entry("timer_failure.c", 1),
          Map.entry("async_stack_depth.c", 2),
          Map.entry("wq.c", 5),
          Map.entry("wq_failures.c", 4));

  private record Row(String file, String selftest, String test, String status) {}

  private static List<Row> rows() throws IOException {
    List<Row> rows = new ArrayList<>();
    boolean inside = false;
    for (String line :
        Files.readAllLines(
            Path.of(System.getProperty("hidbpf4j.root", "."), "docs/kernel-compatibility.md"))) {
      if (line.startsWith("#")) {
        inside = line.equals("## Behaviour of the kernel's selftests");
      } else if (inside && line.startsWith("| `")) {
        String[] cells = line.split("\\|", -1);
        rows.add(
            new Row(
                cells[1].strip().replace("`", ""),
                cells[2].strip(),
                cells[3].strip().replace("`", ""),
                cells[4].strip()));
      }
    }
    return rows;
  }

  @Test
  void everyRowIsATestAndEveryTestARow() throws IOException {
    List<String> tests =
        CLASSES.stream()
            .flatMap(
                c ->
                    Stream.of(c.getDeclaredMethods())
                        .filter(m -> m.isAnnotationPresent(Test.class))
                        .map(Method::getName)
                        .map(m -> name(c) + "." + m))
            .toList();
    assertThat(rows()).extracting(Row::test).containsExactlyInAnyOrderElementsOf(tests);
  }

  private static String name(Class<?> c) {
    Class<?> outer = c.getEnclosingClass();
    return outer == null ? c.getSimpleName() : outer.getSimpleName() + "." + c.getSimpleName();
  }

  @Test
  void everySelftestHasItsRow() throws IOException {
    Map<String, Integer> counts = new TreeMap<>();
    for (Row row : rows()) {
      counts.merge(row.file(), 1, Integer::sum);
      assertThat(row.status()).as(row.selftest()).isNotEmpty();
      if (row.selftest().matches("test_\\w+|raw_\\w+|\\w+_call_\\w*check")) {
        assertThat(row.test()).endsWith("." + row.selftest());
      }
    }
    assertThat(counts).containsExactlyInAnyOrderEntriesOf(EXPECTED);
  }
}
