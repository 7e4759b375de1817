package io.github.hidbpf4j.kernel;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.hidbpf4j.bpf.map.RingBufferMap;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.HexFormat;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

/**
 * The behaviour checked by the tests of the proposed patches of 2024: RFC v1 with delayed work, RFC
 * v2 with a sleepable timer callback, and the same on Linux 6.12 with a timer and a work queue.
 * Methods are named after the tests.
 */
class DelayedWorkSelftestsTest {
  private static final long MS = 1_000_000;

  /** RFC v1, patches 8 and 9. */
  @Nested
  class RfcV1 extends SelftestDevice {
    RfcV1() {
      super("rfc-v1");
    }

    private LoadedObject start(String... programs) throws IOException {
      LoadedObject o = load("delayed.bpf.o", Map.of("ask", programs.length > 3 ? 1 : 0, "send", 1));
      for (String program : programs) {
        assertThat(o.attach(program)).as(program).isZero();
      }
      return o;
    }

    @Test
    void test_hid_schedule_work() throws IOException {
      LoadedObject o = start("defer_one", "tell");
      input(1, 42, 0, 0, 0, 0);
      assertThat(ring(o)).isEqualTo("2a");
      input(1, 53, 100, 0, 0, 0);
      clock.advance(99 * MS);
      assertThat(ring(o)).isEmpty();
      clock.advance(MS);
      assertThat(ring(o)).isEqualTo("35");
      assertThat(read).as("the events themselves").isEmpty();
    }

    @Test
    void test_hid_schedule_work_defer_events() throws IOException {
      LoadedObject o = start("defer_one", "multiply", "send", "tell");
      input(1, 42, 0, 0, 0, 0);
      clock.advance(1000 * MS);
      assertThat(ring(o)).isEqualTo("2a34");
      assertThat(read).containsExactly("022a00000000000000", "023400000000000000");
    }

    @Test
    void test_hid_schedule_work_defer_events_2() throws IOException {
      LoadedObject o = start("defer_two", "send", "tell", "ask");
      long begin = clock.now();
      input(1, 47, 50, 0, 0, 0);
      clock.advance(9 * MS);
      assertThat(ring(o)).isEmpty();
      clock.advance(MS);
      assertThat(ring(o)).isEqualTo("03");
      clock.advance(10 * MS);
      assertThat(ring(o)).isEqualTo("04");
      clock.advance(1000 * MS);
      assertThat(ring(o)).isEmpty();
      assertThat(s64(o, "asked")).isEqualTo(2);
      assertThat(read).containsExactly("020304000000000000", "020406000000000000");
      assertThat(clock.now() - begin).isEqualTo(1020 * MS);
    }
  }

  /** Two reports, one after the other: {@code deferred.h}. */
  private static void deferEvents(SelftestDevice d, String object) throws IOException {
    LoadedObject o = d.load(object, Map.of());
    assertThat(s64(o.runSyscall("setup", new byte[8]).context())).isZero();
    for (String name : o.ops().keySet()) {
      assertThat(o.attach(name)).isZero();
    }
    d.input(1, 47, 50, 0, 0, 0);
    assertThat(s64(o, "set_result")).isZero();
    assertThat(s64(o, "start_result")).isZero();
    d.clock.advance(5 * MS - 1);
    assertThat(ring(o)).isEmpty();
    d.clock.advance(1);
    assertThat(ring(o)).isEqualTo("03");
    d.clock.advance(10 * MS);
    assertThat(ring(o)).isEqualTo("04");
    d.clock.advance(1000 * MS);
    assertThat(ring(o)).isEmpty();
    assertThat(s64(o, "asked")).isEqualTo(2);
    assertThat(s64(o, "injected")).isZero();
    assertThat(s64(o, "busy")).isZero();
    assertThat(d.read).containsExactly("020304000000000000", "020406000000000000");
  }

  /** RFC v2, patch 10. */
  @Nested
  class RfcV2 extends SelftestDevice {
    RfcV2() {
      super("rfc-v2");
    }

    @Test
    void test_hid_schedule_work_defer_events_2() throws IOException {
      deferEvents(this, "deferred_v2.bpf.o");
    }
  }

  /** The same with the merged API. */
  @Nested
  class Merged extends SelftestDevice {
    Merged() {
      super("6.12");
    }

    @Test
    void test_hid_schedule_work_defer_events_2() throws IOException {
      deferEvents(this, "deferred_wq.bpf.o");
    }
  }

  /** Consumes the contents of the ring buffer. */
  private static String ring(LoadedObject o) {
    StringBuilder hex = new StringBuilder();
    RingBufferMap map = (RingBufferMap) Objects.requireNonNull(o.maps().get("told"));
    long _ =
        map.consume(
            (memory, address, size) -> {
              hex.append(HexFormat.of().formatHex(memory.getBytes(address, size)));
              return 0;
            });
    return hex.toString();
  }

  private static long s64(LoadedObject o, String variable) {
    return s64(Objects.requireNonNull(o.readVariable(variable)));
  }

  private static long s64(byte[] bytes) {
    return ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN).getLong();
  }
}
