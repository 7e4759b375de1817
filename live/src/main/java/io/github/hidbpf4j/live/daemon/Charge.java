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
 * A device in the daemon's charge. Its fixes are applied, watched and removed on a thread of its
 * own; everything else happens on the daemon's thread.
 */
final class Charge {
  private static final long FIRST_RETRY_MILLIS = 1_000;
  private static final long LAST_RETRY_MILLIS = 60_000;

  /**
   * How many attempts in a row: a device on which all fail is left alone after about five minutes.
   */
  private static final int MOST_TRIES = 10;

  /** After having worked for this long, attempts are counted from the start. */
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

  /** The fixes from being applied until their end. */
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
          // Interrupted; the fixes have not ended.
        }
        failure = opened.failure();
      } catch (BpfException e) {
        permanent = true;
        failure = String.valueOf(e.getMessage());
      } catch (RuntimeException e) {
        failure = e.getMessage() == null ? e.toString() : e.getMessage();
      } catch (Error e) {
        // Out of memory and the like: the device is released, and the daemon continues with the
        // others.
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

  /** Handles a possible change of the fixes: starts, keeps or ends them accordingly. */
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

  /** Checks the state, and tries again when it is time. */
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
    String why = current.failure.isEmpty() ? "the device is gone" : current.failure;
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

  /**
   * When {@link #tend} next has something to do without being notified, in milliseconds; otherwise
   * never.
   */
  long dueAt() {
    return run == null && phase == Phase.RETRYING ? retryAt : Long.MAX_VALUE;
  }

  /** Whether the kernel has its fixes, or may be getting them now. */
  boolean isInKernel() {
    Run now = run;
    AppliedFixes applied = now == null ? null : now.applied;
    return now != null && (applied == null || applied.inKernel());
  }

  /** Whether the bridge has been working on one report for longer than any program may take. */
  boolean isStuck() {
    Run now = run;
    AppliedFixes applied = now == null ? null : now.applied;
    return applied != null && applied.isStuck();
  }

  /** Removes the fixes on request, until the device appears again or {@link #reattach}. */
  void detach() {
    stop();
    become(Phase.DETACHED, "");
  }

  /** Undoes {@link #detach}, and restarts after failures; false if there is nothing to do. */
  boolean reattach(long millis) {
    if (choice.fixes().isEmpty() || run != null) {
      return false;
    }
    tries = 0;
    begin(millis);
    return true;
  }

  /** Removes its fixes, and waits for the end of that. */
  void stop() {
    Run now = run;
    run = null;
    if (now != null) {
      now.stop();
    }
  }

  /** The number of reports that came by its bridge. */
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
