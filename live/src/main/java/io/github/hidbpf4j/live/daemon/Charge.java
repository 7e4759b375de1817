package io.github.hidbpf4j.live.daemon;

import io.github.hidbpf4j.bpf.BpfException;
import io.github.hidbpf4j.kernel.metadata.FixSet;
import io.github.hidbpf4j.live.bridge.AppliedFixes;
import io.github.hidbpf4j.live.bridge.Bridge;
import io.github.hidbpf4j.live.bridge.LiveDevice;
import io.github.hidbpf4j.live.daemon.DeviceStatus.Phase;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * A device that the daemon looks after. Its fixes are put on, watched and taken off on a thread of
 * its own; everything else is the daemon's thread's.
 */
final class Charge {
  private static final long FIRST_RETRY_MILLIS = 1_000;
  private static final long LAST_RETRY_MILLIS = 60_000;

  /** Tries in a row; a device that is of no use is left alone after about five minutes. */
  private static final int MOST_TRIES = 10;

  /** What has held so long begins anew with its tries. */
  private static final long HELD_MILLIS = 60_000;

  private final FixApplier applier;
  private final Runnable changed;
  private final Consumer<String> log;
  private LiveDevice device;
  private FixChooser.Choice choice = FixChooser.Choice.NONE;
  private Phase phase = Phase.NO_FIX;
  private String message = "";
  private int tries;
  private long retryAt;
  private long startedAt;
  private @Nullable Run run;

  /** Fixes from being put on to their end. */
  private final class Run implements Runnable {
    private final LiveDevice target;
    private final List<FixSet> fixes;
    private volatile @Nullable AppliedFixes applied;
    private volatile boolean stopped;
    private volatile boolean over;
    private volatile boolean permanent;
    private volatile String failure = "";

    Run(LiveDevice target, List<FixSet> fixes) {
      this.target = target;
      this.fixes = fixes;
    }

    @Override
    public void run() {
      try {
        AppliedFixes opened = applier.apply(target, fixes);
        applied = opened;
        if (stopped) {
          opened.close();
        }
        changed.run();
        while (!opened.awaitEnd(Long.MAX_VALUE)) {
          // Interrupted; it has not ended.
        }
        failure = opened.failure();
      } catch (BpfException e) {
        permanent = true;
        failure = String.valueOf(e.getMessage());
      } catch (RuntimeException e) {
        failure = e.getMessage() == null ? e.toString() : e.getMessage();
      } catch (Error e) {
        // Out of memory and the like: the device is free, and the daemon goes on with the others.
        failure = e.toString();
      } finally {
        over = true;
        changed.run();
      }
    }

    void stop() {
      stopped = true;
      AppliedFixes opened = applied;
      if (opened != null) {
        opened.close();
      }
    }
  }

  Charge(LiveDevice device, FixApplier applier, Runnable changed, Consumer<String> log) {
    this.log = log;
    this.device = device;
    this.applier = applier;
    this.changed = changed;
  }

  LiveDevice device() {
    return device;
  }

  /** The fixes may be others now; begins, goes on or ends as that wants it. */
  void choose(LiveDevice now, FixChooser.Choice newChoice, long millis) {
    device = now;
    boolean same = newChoice.version().equals(choice.version()) && !choice.fixes().isEmpty();
    choice = newChoice;
    if (same || phase == Phase.DETACHED) {
      return;
    }
    stop();
    tries = 0;
    if (choice.fixes().isEmpty()) {
      become(Phase.NO_FIX, "");
    } else {
      begin(millis);
    }
  }

  private void begin(long millis) {
    Run fresh = new Run(device, choice.fixes());
    run = fresh;
    become(Phase.STARTING, "");
    startedAt = millis;
    Thread _ =
        Thread.ofPlatform().daemon().name("hidbpf-device " + device.sysfsName()).start(fresh);
  }

  /** Looks how it goes, and tries again when it is time to. */
  void tend(long millis) {
    Run current = run;
    if (current == null) {
      if (phase == Phase.RETRYING && millis >= retryAt) {
        begin(millis);
      }
      return;
    }
    AppliedFixes applied = current.applied;
    if (!current.over) {
      if (applied != null) {
        Phase now =
            switch (applied.state()) {
              case STARTING -> Phase.STARTING;
              case WAITING_FOR_KEYS -> Phase.WAITING_FOR_KEYS;
              case RUNNING, ENDED -> Phase.ATTACHED;
            };
        become(now, String.join("; ", applied.doubts()));
      }
      return;
    }
    run = null;
    String why = current.failure.isEmpty() ? "the device went away" : current.failure;
    if (millis - startedAt >= HELD_MILLIS) {
      tries = 0;
    }
    tries++;
    if (current.permanent || tries > MOST_TRIES) {
      become(Phase.FAILED, why);
    } else {
      retryAt = millis + Math.min(LAST_RETRY_MILLIS, FIRST_RETRY_MILLIS << Math.min(tries - 1, 10));
      become(Phase.RETRYING, why);
    }
  }

  private void become(Phase next, String why) {
    boolean said = phase == next && message.equals(why);
    phase = next;
    message = why;
    if (!said) {
      log.accept(
          "%s: %s%s%s"
              .formatted(
                  device,
                  next.text(),
                  next == Phase.ATTACHED ? " " + String.join(", ", objects()) : "",
                  why.isEmpty() ? "" : ": " + why));
    }
  }

  private List<String> objects() {
    return choice.fixes().stream().flatMap(FixSet::objects).map(FixSet::fileName).toList();
  }

  /** When {@link #tend} has something to do without being told, in milliseconds; else never. */
  long dueAt() {
    return run == null && phase == Phase.RETRYING ? retryAt : Long.MAX_VALUE;
  }

  /** Whether the kernel has its fixes, or may be getting them right now. */
  boolean isInKernel() {
    Run now = run;
    AppliedFixes applied = now == null ? null : now.applied;
    return now != null && (applied == null || applied.inKernel());
  }

  /** Whether the bridge is at work on one report for longer than any program may take. */
  boolean isStuck() {
    Run now = run;
    AppliedFixes applied = now == null ? null : now.applied;
    return applied != null && applied.isStuck();
  }

  /** Somebody takes the fixes off, until the device comes anew or {@link #reattach}. */
  void detach() {
    stop();
    become(Phase.DETACHED, "");
  }

  /** Undoes {@link #detach}, and begins anew what has failed; false when there is nothing to do. */
  boolean reattach(long millis) {
    if (choice.fixes().isEmpty() || run != null) {
      return false;
    }
    tries = 0;
    begin(millis);
    return true;
  }

  /** Takes its fixes off, and waits for that. */
  void stop() {
    Run now = run;
    run = null;
    if (now != null) {
      now.stop();
    }
  }

  /** Reports that came by its bridge. */
  long reports() {
    Run now = run;
    AppliedFixes applied = now == null ? null : now.applied;
    Bridge.Figures figures = applied == null ? null : applied.figures();
    return figures == null ? 0 : figures.reports();
  }

  DeviceStatus status() {
    Run now = run;
    AppliedFixes applied = now == null ? null : now.applied;
    Bridge.Figures figures = applied == null ? null : applied.figures();
    return new DeviceStatus(
        device,
        phase,
        objects(),
        choice.refused(),
        message,
        applied != null && applied.inKernel(),
        figures == null ? null : DeviceStatus.Traffic.of(figures));
  }
}
