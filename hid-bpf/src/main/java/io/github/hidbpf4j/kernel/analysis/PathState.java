package io.github.hidbpf4j.kernel.analysis;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.UnaryOperator;

/** Where a path is, and what is known there. */
final class PathState {
  /** What a stack slot holds, and how many bytes. */
  record Slot(int size, Value value) {}

  int pc;
  Value[] registers = new Value[11];

  /** Frames of callers: return slot and R6 to R9. */
  private record Caller(int slot, List<Value> saved) {}

  private List<Caller> callers = new ArrayList<>();
  private final TreeMap<Long, Slot> stack = new TreeMap<>();

  /** What has happened on this path, in words of who watches. */
  final TreeSet<String> marks = new TreeSet<>();

  /** Id of the injection's result whose nested run overwrote the event buffer; -1 for none. */
  int overwritten = -1;

  /** Bytes of the event buffer that were written since. */
  long rewritten;

  PathState(int pc) {
    this.pc = pc;
    Arrays.fill(registers, Value.Scalar.UNKNOWN);
    registers[10] = Value.pointer(Value.Region.STACK, "", 0);
  }

  PathState copy() {
    PathState s = new PathState(pc);
    s.registers = registers.clone();
    s.callers = new ArrayList<>(callers);
    s.stack.putAll(stack);
    s.marks.addAll(marks);
    s.overwritten = overwritten;
    s.rewritten = rewritten;
    return s;
  }

  int depth() {
    return callers.size();
  }

  void enter(int target) {
    callers.add(new Caller(pc + 1, List.of(Arrays.copyOfRange(registers, 6, 10))));
    registers[10] = Value.pointer(Value.Region.STACK, "", callers.size() * Value.FRAME);
    pc = target;
  }

  /** Back to the caller; false when there is none. */
  boolean leave() {
    if (callers.isEmpty()) {
      return false;
    }
    long bottom = callers.size() * Value.FRAME - Value.FRAME / 2;
    stack.tailMap(bottom).clear();
    Caller back = callers.removeLast();
    for (int r = 6; r < 10; r++) {
      registers[r] = back.saved().get(r - 6);
    }
    registers[10] = Value.pointer(Value.Region.STACK, "", callers.size() * Value.FRAME);
    pc = back.slot();
    return true;
  }

  void store(long offset, int size, Value value) {
    forget(offset, size);
    if (offset != Value.ANYWHERE) {
      stack.put(offset, new Slot(size, value));
    }
  }

  /** Forgets what lies in these bytes; in all of the stack when the offset is unknown. */
  void forget(long offset, long size) {
    if (offset == Value.ANYWHERE) {
      stack.clear();
      return;
    }
    stack
        .subMap(offset - 7, offset + size)
        .entrySet()
        .removeIf(e -> e.getKey() + e.getValue().size() > offset);
  }

  Value load(long offset, int size) {
    Map.Entry<Long, Slot> at = offset == Value.ANYWHERE ? null : stack.floorEntry(offset);
    if (at == null || at.getKey() + at.getValue().size() < offset + size) {
      return Value.Scalar.UNKNOWN;
    }
    if (at.getKey() == offset && at.getValue().size() == size) {
      return at.getValue().value();
    }
    Long number = at.getValue().value().number();
    if (number == null || size > 4) {
      return Value.Scalar.UNKNOWN;
    }
    long shifted = number >>> 8 * (offset - at.getKey());
    return Value.constant(shifted & ((1L << 8 * size) - 1));
  }

  /** Values on the stack from here on, in its frame. */
  List<Value> stackFrom(long offset, long size) {
    return stack.subMap(offset, offset + size).values().stream().map(Slot::value).toList();
  }

  /** Replaces values everywhere. */
  void replace(UnaryOperator<Value> by) {
    for (int r = 0; r < 10; r++) {
      registers[r] = by.apply(registers[r]);
    }
    stack.replaceAll((k, slot) -> new Slot(slot.size(), by.apply(slot.value())));
    callers.replaceAll(c -> new Caller(c.slot(), c.saved().stream().map(by).toList()));
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof PathState s
        && pc == s.pc
        && overwritten == s.overwritten
        && rewritten == s.rewritten
        && Arrays.equals(registers, s.registers)
        && callers.equals(s.callers)
        && stack.equals(s.stack)
        && marks.equals(s.marks);
  }

  @Override
  public int hashCode() {
    return Objects.hash(
        pc, overwritten, rewritten, Arrays.hashCode(registers), callers, stack, marks);
  }
}
