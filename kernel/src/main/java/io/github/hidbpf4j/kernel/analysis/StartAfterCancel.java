package io.github.hidbpf4j.kernel.analysis;

import io.github.hidbpf4j.bpf.proto.Effect.Deferral;
import io.github.hidbpf4j.kernel.analysis.TimerUses.Start;
import io.github.hidbpf4j.kernel.finding.FindingKind;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Finds starts of timers whose callback was dropped by a cancel: on the same path, or in another
 * run that starts the timer without setting the callback, if some run leaves it cancelled. In a
 * callback, those callbacks count as set that are set wherever it is started.
 */
final class StartAfterCancel {
  private static final int MOST_ROUNDS = 64;

  private final TimerUses uses;

  /** Callbacks that are set at each start, as far as the programs determine it. */
  private final Map<Start, Set<DeferredField>> setAt = new LinkedHashMap<>();

  private StartAfterCancel(TimerUses uses) {
    this.uses = uses;
  }

  static void check(TimerUses uses, FindingCollector findings) {
    StartAfterCancel check = new StartAfterCancel(uses);
    check.learn();
    uses.cancels()
        .forEach(
            (field, cancel) -> {
              Place start = check.start(field);
              if (start != null) {
                findings.report(
                    FindingKind.START_AFTER_CANCEL,
                    start,
                    "starts the timer that "
                        + cancel
                        + " cancels: bpf_timer_cancel drops the callback, so the start returns "
                        + "-EINVAL: set the callback again before each start");
              }
            });
  }

  /** Iterates until nothing changes, because callbacks start others. */
  private void learn() {
    boolean changed = true;
    for (int round = 0; changed && round < MOST_ROUNDS; round++) {
      changed = false;
      for (Start start : uses.starts()) {
        Set<DeferredField> set = new HashSet<>(start.set());
        DeferredField own = start.inside().field();
        if (own != null) {
          set.add(own);
          set.addAll(Objects.requireNonNullElse(TimerUses.setWhereStarted(own, setAt), Set.of()));
        }
        set.removeAll(start.cancelled());
        changed |= !set.equals(setAt.put(start, set));
      }
    }
  }

  /** Where a cancelled field is started nevertheless, or null. */
  private @Nullable Place start(DeferredField field) {
    Place later = null;
    for (Start start : uses.starts()) {
      if (start.what() == Deferral.TIMER && start.field().equals(field)) {
        if (start.cancelled().contains(field)) {
          return start.place();
        }
        if (later == null && uses.isLeftCancelled(field) && !isSet(start)) {
          later = start.place();
        }
      }
    }
    return later;
  }

  private boolean isSet(Start start) {
    DeferredField field = start.field();
    if (start.set().stream().anyMatch(field::mayAlias)) {
      return true;
    }
    DeferredField own = start.inside().field();
    if (own == null) {
      return false;
    }
    // The running callback is set, and whatever else is set wherever it is started.
    Set<DeferredField> before = TimerUses.setWhereStarted(own, setAt);
    return own.mayAlias(field) || before == null || before.stream().anyMatch(field::mayAlias);
  }
}
