package io.github.hidbpf4j.bpf.helper;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.hidbpf4j.bpf.Errno;
import io.github.hidbpf4j.bpf.map.BpfMap;
import io.github.hidbpf4j.bpf.map.MapEnvironment;
import io.github.hidbpf4j.bpf.map.MapFactory;
import io.github.hidbpf4j.bpf.map.RingBufferMap;
import io.github.hidbpf4j.bpf.program.MapSpec;
import io.github.hidbpf4j.bpf.program.MapType;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Helpers on the maps that programs use. */
class RealMapsTest {
  private final FakeRun run = new FakeRun();
  private final MapEnvironment environment = MapEnvironment.of(run.memory);

  private BpfMap create(MapType type, int keySize, int valueSize, long entries) {
    MapSpec spec =
        new MapSpec(
            "m", type, keySize, valueSize, entries, 0, null, 0, 0, 0, 0, false, null, null, false,
            List.of(), null, ".maps");
    BpfMap map = MapFactory.create(spec, environment);
    run.maps.put(map.address(), map);
    return map;
  }

  private long word(int value) {
    long at = run.memory.allocate(4, "word");
    run.memory.putInt(at, value);
    return at;
  }

  @Test
  void hash() {
    long map = create(MapType.HASH, 4, 4, 8).address();
    assertThat(run.call("map_lookup_elem", map, word(1))).isZero();
    assertThat(run.call("map_delete_elem", map, word(1))).isEqualTo(Errno.ENOENT.result());
    for (int i = 0; i < 5; i++) {
      assertThat(run.call("map_update_elem", map, word(i), word(10 * i), 1)).isZero();
    }
    assertThat(run.call("map_update_elem", map, word(1), word(0), 1))
        .isEqualTo(Errno.EEXIST.result());
    assertThat(run.memory.getInt(run.call("map_lookup_elem", map, word(3)))).isEqualTo(30);
    List<Integer> seen = new ArrayList<>();
    run.callback =
        (function, m, key, value, context, r5) -> {
          assertThat(m).isEqualTo(map);
          assertThat(run.memory.getInt(value)).isEqualTo(10 * run.memory.getInt(key));
          seen.add(run.memory.getInt(key));
          return run.call("map_delete_elem", map, key);
        };
    assertThat(run.call("for_each_map_elem", map, 1, 0, 0)).isEqualTo(5);
    assertThat(seen).containsExactlyInAnyOrder(0, 1, 2, 3, 4);
    assertThat(run.call("map_lookup_elem", map, word(3))).isZero();
  }

  @Test
  void perCpuArray() {
    long map = create(MapType.PERCPU_ARRAY, 4, 8, 2).address();
    long mine = run.call("map_lookup_elem", map, word(1));
    assertThat(run.call("map_lookup_percpu_elem", map, word(1), 0)).isEqualTo(mine).isNotZero();
    assertThat(run.call("map_lookup_percpu_elem", map, word(1), 1)).isZero();
    assertThat(run.call("map_lookup_percpu_elem", map, word(2), 0)).isZero();
  }

  @Test
  void queue() {
    long map = create(MapType.QUEUE, 0, 4, 2).address();
    long out = word(-1);
    assertThat(run.call("map_push_elem", map, word(5), 0)).isZero();
    assertThat(run.call("map_push_elem", map, word(6), 0)).isZero();
    assertThat(run.call("map_push_elem", map, word(7), 0)).isEqualTo(Errno.E2BIG.result());
    assertThat(run.call("map_peek_elem", map, out)).isZero();
    assertThat(run.call("map_pop_elem", map, out)).isZero();
    assertThat(run.memory.getInt(out)).isEqualTo(5);
    assertThat(run.call("map_pop_elem", map, out)).isZero();
    assertThat(run.call("map_pop_elem", map, out)).isEqualTo(Errno.ENOENT.result());
  }

  @Test
  void ringBuffers() {
    RingBufferMap first = (RingBufferMap) create(MapType.RINGBUF, 0, 0, 4096);
    RingBufferMap second = (RingBufferMap) create(MapType.RINGBUF, 0, 0, 4096);
    long a = run.call("ringbuf_reserve", first.address(), 8, 0);
    long b = run.call("ringbuf_reserve", second.address(), 8, 0);
    long p = run.filled(16);
    assertThat(run.call("ringbuf_reserve_dynptr", first.address(), 3, 0, p)).isZero();
    assertThat(run.call("dynptr_write", p, 0, run.string("dyn"), 3, 0)).isZero();
    run.memory.putBytes(a, "in first".getBytes(StandardCharsets.UTF_8));
    run.memory.putBytes(b, "dropped ".getBytes(StandardCharsets.UTF_8));
    assertThat(run.call("ringbuf_discard", b, 0)).isZero();
    assertThat(run.call("ringbuf_submit", a, 0)).isZero();
    assertThat(run.call("ringbuf_submit_dynptr", p, 0)).isZero();
    assertThat(run.call("ringbuf_output", second.address(), run.string("out"), 3, 0)).isZero();
    assertThat(records(first)).containsExactly("in first", "dyn");
    assertThat(records(second)).containsExactly("out");
    assertThat(run.call("ringbuf_query", first.address(), 1)).isEqualTo(4096);
    assertThat(run.call("ringbuf_query", first.address(), 3)).isEqualTo(32);
    assertThat(run.call("ringbuf_output", first.address(), p, 3, 4))
        .isEqualTo(Errno.EINVAL.result());
  }

  /** Records of all sizes, wrapping around the end many times. */
  @Test
  void recordsFindTheirBufferEverywhere() {
    RingBufferMap ring = (RingBufferMap) create(MapType.RINGBUF, 0, 0, 4096);
    for (int i = 0; i < 200; i++) {
      long record = run.call("ringbuf_reserve", ring.address(), 1 + i * 7 % 300, 0);
      assertThat(record).as("record %d", i).isNotZero();
      assertThat(run.call("ringbuf_submit", record, 0)).isZero();
      assertThat(records(ring)).hasSize(1);
    }
  }

  private static List<String> records(RingBufferMap ring) {
    List<String> all = new ArrayList<>();
    ring.consume(
        (memory, address, size) -> {
          all.add(new String(memory.getBytes(address, size), StandardCharsets.UTF_8));
          return 0;
        });
    return all;
  }
}
