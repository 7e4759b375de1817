package io.github.hidbpf4j.bpf.helper;

import io.github.hidbpf4j.bpf.map.BpfMap;
import io.github.hidbpf4j.bpf.map.ElementVisitor;
import io.github.hidbpf4j.bpf.map.RingBuffer;
import io.github.hidbpf4j.bpf.memory.ArenaMemory;
import io.github.hidbpf4j.bpf.program.MapSpec;
import io.github.hidbpf4j.bpf.program.MapType;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** A map that notes what it is asked. Its record area is 8 bytes of owner and one record of 32. */
final class FakeMap extends BpfMap implements RingBuffer {
  final List<String> calls = new ArrayList<>();
  final long area;
  int elements;
  boolean full;

  private FakeMap(ArenaMemory memory, long address) {
    super(fakeSpec(), memory, address);
    area = memory.allocate(40, "records");
    memory.putLong(area, address);
  }

  /** A map that the run knows. */
  static FakeMap in(FakeRun run) {
    FakeMap map = new FakeMap(run.memory, run.memory.allocate(64, "struct bpf_map"));
    run.maps.put(map.address(), map);
    return map;
  }

  private static MapSpec fakeSpec() {
    return new MapSpec(
        "fake",
        MapType.RINGBUF,
        0,
        0,
        4096,
        0,
        null,
        0,
        0,
        0,
        0,
        false,
        null,
        null,
        false,
        List.of(),
        null,
        ".maps");
  }

  private long note(String call, long result, long... arguments) {
    StringBuilder text = new StringBuilder(call);
    for (long a : arguments) {
      text.append(String.format(Locale.ROOT, " %d", a));
    }
    calls.add(text.toString());
    return result;
  }

  @Override
  public long lookup(long key) {
    return note("lookup", 1, key);
  }

  @Override
  public long lookupPerCpu(long key, int cpu) {
    return note("lookupPerCpu", 2, key, cpu);
  }

  @Override
  public long update(long key, long value, long flags) {
    return note("update", -3, key, value, flags);
  }

  @Override
  public long delete(long key) {
    return note("delete", -4, key);
  }

  @Override
  public long push(long value, long flags) {
    return note("push", -5, value, flags);
  }

  @Override
  public long pop(long value) {
    return note("pop", -6, value);
  }

  @Override
  public long peek(long value) {
    return note("peek", -7, value);
  }

  @Override
  public long forEach(ElementVisitor visitor) {
    for (int i = 0; i < elements; i++) {
      if (visitor.visit(100L + i, 200L + i) != 0) {
        return i + 1L;
      }
    }
    return elements;
  }

  @Override
  public long reserve(long size, long flags) {
    return note("reserve", full ? 0 : area + 8, size, flags);
  }

  @Override
  public long submit(long record, long flags) {
    return note("submit", 0, record - area, flags);
  }

  @Override
  public long discard(long record, long flags) {
    return note("discard", 0, record - area, flags);
  }

  @Override
  public long output(long from, long size, long flags) {
    return note("output", -8, from, size, flags);
  }

  @Override
  public long query(long flags) {
    return note("query", 9, flags);
  }

  @Override
  public void free() {}
}
