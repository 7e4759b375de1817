package io.github.hidbpf4j.bpf.proto;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * A profile's sets of kfuncs, in parts that are computed when somebody looks into them, the last
 * part first: programs for one subsystem seldom call the kernel's common kfuncs, whose tables took
 * 7 % of the Java time of a short run. Immutable but for that.
 */
final class KfuncSets {
  /** No sets. */
  static final KfuncSets NONE = new KfuncSets(null, List::of, null);

  private final @Nullable KfuncSets before;
  private final Supplier<List<KfuncSet>> part;
  private final @Nullable String dropped;
  private volatile @Nullable List<KfuncSet> known;

  private KfuncSets(
      @Nullable KfuncSets before, Supplier<List<KfuncSet>> part, @Nullable String dropped) {
    this.before = before;
    this.part = part;
    this.dropped = dropped;
  }

  /** These and others; sets of the same name are replaced. */
  KfuncSets with(Supplier<List<KfuncSet>> more) {
    return new KfuncSets(this, more, null);
  }

  /** These without one. */
  KfuncSets without(String name) {
    return new KfuncSets(this, List::of, name);
  }

  /** What is asked of one set. */
  @FunctionalInterface
  interface Question<T> {
    /** The answer, or null when another set may have one. */
    @Nullable T ask(KfuncSet set);
  }

  /** The first answer that is not null. */
  <T> @Nullable T first(Question<T> question) {
    for (KfuncSets p = this; p != null; p = p.before) {
      for (KfuncSet set : p.own()) {
        T answer = question.ask(set);
        if (answer != null && !isReplacedAfter(p, set)) {
          return answer;
        }
      }
    }
    return null;
  }

  /** All of them, earlier parts first. */
  List<KfuncSet> all() {
    List<KfuncSet> all = new ArrayList<>();
    for (KfuncSets p = this; p != null; p = p.before) {
      int at = 0;
      for (KfuncSet set : p.own()) {
        if (!isReplacedAfter(p, set)) {
          all.add(at++, set);
        }
      }
    }
    return List.copyOf(all);
  }

  private List<KfuncSet> own() {
    List<KfuncSet> sets = known;
    if (sets == null) {
      sets = part.get();
      known = sets;
    }
    return sets;
  }

  @SuppressWarnings("ReferenceEquality") // a part is itself
  private boolean isReplacedAfter(KfuncSets part, KfuncSet set) {
    for (KfuncSets p = this; p != null && p != part; p = p.before) {
      if (set.name().equals(p.dropped)) {
        return true;
      }
      for (KfuncSet later : p.own()) {
        if (later.name().equals(set.name())) {
          return true;
        }
      }
    }
    return false;
  }
}
