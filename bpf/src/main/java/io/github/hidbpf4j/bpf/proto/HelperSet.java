package io.github.hidbpf4j.bpf.proto;

import io.github.hidbpf4j.bpf.program.LinkedProgram;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * The helpers that programs of a type may call: number to prototype, with the capability it needs.
 * Immutable; {@link #with} and {@link #and} create larger ones. The contents are computed on first
 * use: there are sets for all program types, and most commands need one of them.
 */
public final class HelperSet {
  /** The set without helpers. */
  public static final HelperSet NONE = new HelperSet(TreeMap::new);

  /** Null once {@link #made} is set. */
  private @Nullable Supplier<SortedMap<Integer, List<Entry>>> recipe;

  private volatile @Nullable SortedMap<Integer, List<Entry>> made;

  private HelperSet(Supplier<SortedMap<Integer, List<Entry>>> recipe) {
    this.recipe = recipe;
  }

  private SortedMap<Integer, List<Entry>> byNumber() {
    SortedMap<Integer, List<Entry>> map = made;
    return map != null ? map : make();
  }

  private synchronized SortedMap<Integer, List<Entry>> make() {
    SortedMap<Integer, List<Entry>> map = made;
    if (map == null) {
      map = Collections.unmodifiableSortedMap(Objects.requireNonNull(recipe).get());
      made = map;
      recipe = null;
    }
    return map;
  }

  /**
   * A helper in the set.
   *
   * @param prototype its prototype
   * @param tier the capability it needs
   * @param when condition under which the prototype applies
   * @param since first release in which programs of the type may call it with this prototype
   */
  public record Entry(
      HelperPrototype prototype, CapabilityTier tier, UseCondition when, KernelRelease since) {
    private Entry in(KernelRelease release) {
      HelperPrototype mended = MendedArguments.in(release, prototype);
      return mended == null ? this : new Entry(mended, tier, when, since);
    }

    /** Whether entries after it with the same number are irrelevant. */
    private boolean isFinal() {
      return when == UseCondition.ALWAYS && since.equals(KernelRelease.OLD);
    }
  }

  /**
   * The set plus one helper. An unconditional entry replaces those with its number; a conditional
   * one goes before them.
   */
  public HelperSet with(HelperPrototype prototype, CapabilityTier tier, UseCondition when) {
    return plus(() -> List.of(new Entry(prototype, tier, when, KernelRelease.OLD)));
  }

  /** Same, by the name of the prototype's variant. */
  HelperSet with(String variant, CapabilityTier tier, UseCondition when) {
    return with(variant, tier, when, KernelRelease.OLD);
  }

  /** Same, from a release on. */
  HelperSet with(String variant, CapabilityTier tier, UseCondition when, KernelRelease since) {
    return plus(() -> List.of(new Entry(HelperPrototypes.get(variant), tier, when, since)));
  }

  /** The set with these helpers, by the names of their variants, separated by white space. */
  HelperSet with(CapabilityTier tier, String variants) {
    return with(KernelRelease.OLD, tier, variants);
  }

  /** Same, from a release on. */
  HelperSet with(KernelRelease since, CapabilityTier tier, String variants) {
    return plus(
        () -> {
          List<Entry> entries = new ArrayList<>();
          for (String variant : variants.strip().split("\\s+")) {
            entries.add(new Entry(HelperPrototypes.get(variant), tier, UseCondition.ALWAYS, since));
          }
          return entries;
        });
  }

  /** This set plus the entries of {@code wider} for numbers that this one lacks. */
  public HelperSet and(HelperSet wider) {
    return new HelperSet(
        () -> {
          SortedMap<Integer, List<Entry>> all = new TreeMap<>(wider.byNumber());
          byNumber()
              .forEach(
                  (number, entries) ->
                      all.put(number, and(entries, all.getOrDefault(number, List.of()))));
          return all;
        });
  }

  private static List<Entry> and(List<Entry> mine, List<Entry> wider) {
    for (Entry e : mine) {
      if (e.isFinal()) {
        return mine;
      }
    }
    List<Entry> both = new ArrayList<>(mine);
    both.addAll(wider);
    return List.copyOf(both);
  }

  /** The set in a release. */
  HelperSet in(KernelRelease release) {
    return new HelperSet(
        () -> {
          SortedMap<Integer, List<Entry>> some = new TreeMap<>();
          byNumber()
              .forEach(
                  (number, entries) -> {
                    List<Entry> there =
                        entries.stream()
                            .filter(e -> release.isAtLeast(e.since()))
                            .map(e -> e.in(release))
                            .toList();
                    if (!there.isEmpty()) {
                      some.put(number, there);
                    }
                  });
          return some;
        });
  }

  /** The set without one helper, given by the name of one of its prototypes. */
  HelperSet without(String variant) {
    return new HelperSet(
        () -> {
          SortedMap<Integer, List<Entry>> fewer = new TreeMap<>(byNumber());
          fewer.remove(HelperPrototypes.get(variant).number());
          return fewer;
        });
  }

  private HelperSet plus(Supplier<List<Entry>> entries) {
    return new HelperSet(
        () -> {
          SortedMap<Integer, List<Entry>> all = new TreeMap<>(byNumber());
          for (Entry e : entries.get()) {
            List<Entry> some = new ArrayList<>();
            some.add(e);
            if (!e.isFinal()) {
              some.addAll(all.getOrDefault(e.prototype().number(), List.of()));
            }
            all.put(e.prototype().number(), List.copyOf(some));
          }
          return all;
        });
  }

  /** The prototype that a program gets under a number, or null when it may not use the helper. */
  public @Nullable HelperPrototype find(int number, LinkedProgram program) {
    List<Entry> entries = byNumber().get(number);
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
    return byNumber();
  }
}
