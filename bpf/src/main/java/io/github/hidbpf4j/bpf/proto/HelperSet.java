package io.github.hidbpf4j.bpf.proto;

import io.github.hidbpf4j.bpf.program.LinkedProgram;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * The helpers that programs of a type may call: number to prototype, with the capability it needs.
 * Immutable; {@link #with} and {@link #and} make wider ones.
 */
public final class HelperSet {
  /** The set without helpers. */
  public static final HelperSet NONE = new HelperSet(Collections.emptySortedMap());

  private final SortedMap<Integer, List<Entry>> byNumber;

  private HelperSet(SortedMap<Integer, List<Entry>> byNumber) {
    this.byNumber = byNumber;
  }

  /** A helper in the set: its prototype, the capability it needs, when the prototype holds. */
  public record Entry(HelperPrototype prototype, CapabilityTier tier, UseCondition when) {}

  /**
   * The set with one helper more. An unconditional entry replaces those of its number; one with a
   * condition goes before them.
   */
  public HelperSet with(HelperPrototype prototype, CapabilityTier tier, UseCondition when) {
    return plus(List.of(new Entry(prototype, tier, when)));
  }

  /** The set with these helpers, of one capability, unconditionally. */
  public HelperSet with(CapabilityTier tier, Collection<HelperPrototype> prototypes) {
    return plus(prototypes.stream().map(p -> new Entry(p, tier, UseCondition.ALWAYS)).toList());
  }

  /** This set, and what {@code wider} has for numbers that this one lacks. */
  public HelperSet and(HelperSet wider) {
    SortedMap<Integer, List<Entry>> all = new TreeMap<>(wider.byNumber);
    byNumber.forEach(
        (number, entries) -> {
          List<Entry> mine = new ArrayList<>(entries);
          boolean complete = mine.stream().anyMatch(e -> e.when() == UseCondition.ALWAYS);
          if (!complete) {
            mine.addAll(wider.byNumber.getOrDefault(number, List.of()));
          }
          all.put(number, List.copyOf(mine));
        });
    return new HelperSet(Collections.unmodifiableSortedMap(all));
  }

  /** The set without these helpers. */
  public HelperSet without(int... numbers) {
    SortedMap<Integer, List<Entry>> fewer = new TreeMap<>(byNumber);
    for (int number : numbers) {
      fewer.remove(number);
    }
    return new HelperSet(Collections.unmodifiableSortedMap(fewer));
  }

  private HelperSet plus(List<Entry> entries) {
    SortedMap<Integer, List<Entry>> all = new TreeMap<>(byNumber);
    for (Entry e : entries) {
      List<Entry> some = new ArrayList<>();
      some.add(e);
      if (e.when() != UseCondition.ALWAYS) {
        some.addAll(all.getOrDefault(e.prototype().number(), List.of()));
      }
      all.put(e.prototype().number(), List.copyOf(some));
    }
    return new HelperSet(Collections.unmodifiableSortedMap(all));
  }

  /** The prototype that a program gets under a number, or null when it may not use the helper. */
  public @Nullable HelperPrototype find(int number, LinkedProgram program) {
    List<Entry> entries = byNumber.get(number);
    if (entries == null) {
      return null;
    }
    for (Entry e : entries) {
      if (e.when().holds(program)) {
        return e.prototype();
      }
    }
    return null;
  }

  /** All entries, by ascending number. */
  public Map<Integer, List<Entry>> entries() {
    return byNumber;
  }
}
