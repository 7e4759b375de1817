package io.github.hidbpf4j.cli.guest.play;

import io.github.hidbpf4j.bpf.proto.ApiProfile;
import io.github.hidbpf4j.guest.channel.GuestCommand;
import io.github.hidbpf4j.guest.channel.GuestTask;
import io.github.hidbpf4j.hid.HidException;
import io.github.hidbpf4j.kernel.profile.Profiles;
import io.github.hidbpf4j.testing.play.Play;
import io.github.hidbpf4j.testing.play.PlayStep;
import io.github.hidbpf4j.testing.play.PlayText;
import io.github.hidbpf4j.testing.play.Seen;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.locks.LockSupport;

/**
 * {@code test METHOD TRY}: plays the file {@link #PLAY} with the fixes applied by {@code bridge} or
 * {@code kernel}. Prints what is observed, in the lines of {@link PlayText}; {@code note}s on what
 * may explain a difference; and {@code limit}s of the method.
 *
 * <p>If a step coincides with a timer, the replay runs the timer first; here a chain of timers is
 * late by what its callbacks take. So steps that follow a pause are a little late, by a part of the
 * pause that depends on TRY, from 0.
 */
public final class PlayTestCommand implements GuestCommand {
  /** Name of the command. */
  public static final String NAME = "test";

  /** Name of the file with the play. */
  public static final String PLAY = "play";

  /** First word of lines that explain something. */
  public static final String NOTE = "note ";

  /** First word of lines that say what the method cannot do. */
  public static final String LIMIT = "limit ";

  /** How late something may be that the replay has before a step. */
  private static final long LATE_NANOS = 2_000_000_000L;

  /** How long to wait for unexpected events at the end: contacts are released after 100 ms. */
  private static final long TAIL_NANOS = 250_000_000L;

  private static final int MOST_MILLIS = 20;
  private static final long SPIN_NANOS = 200_000;
  private static final long MOST_LATE_NANOS = 1_500_000;

  /**
   * By how much a step is delayed.
   *
   * @param nanos fixed delay
   * @param part divisor of the time that passes before it, which gives the rest of the delay; 0 for
   *     none
   */
  private record Margin(long nanos, long part) {
    long late(long time) {
      return time <= 0
          ? time
          : time + nanos + (part == 0 ? 0 : Math.min(time / part, MOST_LATE_NANOS));
    }
  }

  private static final List<Margin> MARGINS =
      List.of(new Margin(100_000, 50), new Margin(0, 0), new Margin(500_000, 20));

  private final FixMethod bridge = new BridgeMethod();
  private final FixMethod kernel = new KernelMethod();

  @Override
  public int run(GuestTask task) throws IOException, InterruptedException {
    Map<String, byte[]> objects = new HashMap<>(task.files());
    Play play = PlayText.parse(new String(task.file(PLAY), StandardCharsets.UTF_8), objects);
    FixMethod method =
        switch (task.arguments().getFirst()) {
          case "bridge" -> bridge;
          case "kernel" -> kernel;
          default -> throw new HidException("test " + task.arguments() + ": no such method");
        };
    int attempt = Integer.parseInt(task.arguments().get(1));
    Margin margin = MARGINS.get(attempt % MARGINS.size());
    ApiProfile profile = Profiles.forName(play.profile()).orElseThrow();
    SeenLog log = new SeenLog(play.devices().size());
    List<String> notes = new ArrayList<>();
    List<GuestDevice> devices = new ArrayList<>();
    try {
      for (int i = 0; i < play.devices().size(); i++) {
        devices.add(new GuestDevice(i, play, profile, method, log, notes::add));
      }
      new Performance(play, margin, log, devices).perform();
    } finally {
      for (GuestDevice device : devices.reversed()) {
        device.end();
      }
      for (Seen seen : log.all()) {
        task.print(PlayText.of(seen));
      }
      for (String note : notes) {
        task.print(note);
      }
    }
    return 0;
  }

  /** One run of a play. */
  private record Performance(Play play, Margin margin, SeenLog log, List<GuestDevice> devices) {
    void perform() throws IOException, InterruptedException {
      long last = System.nanoTime();
      long planned = 0;
      boolean powered = false;
      for (int i = 0; i < play.steps().size(); i++) {
        PlayStep step = play.steps().get(i);
        boolean plugs = step.action() instanceof PlayStep.Plug;
        if (!powered && !plugs) {
          devices.forEach(GuestDevice::powerUp);
          powered = true;
          last = System.nanoTime();
        }
        long time = step.nanos() - planned;
        // Times of a recording hardly ever coincide with a timer's.
        boolean recorded = step.action() instanceof PlayStep.Send send && send.recorded();
        watch(last + (recorded ? time : margin.late(time)), step.before());
        planned = step.nanos();
        last = System.nanoTime();
        log.begin(i, last);
        act(devices.get(step.device()), step.action());
        if (plugs) {
          // Plugging takes no time in the replay.
          last = System.nanoTime();
          log.begin(i, last);
        }
        look();
      }
      watch(System.nanoTime() + TAIL_NANOS, List.of());
    }

    private static void act(GuestDevice device, PlayStep.Action action)
        throws IOException, InterruptedException {
      switch (action) {
        case PlayStep.Plug _ -> device.plug();
        case PlayStep.Unplug _ -> device.unplug();
        case PlayStep.Detach _ -> device.detach();
        case PlayStep.Send(byte[] report, boolean recorded) -> device.send(report, recorded);
        case PlayStep.Answers answers -> device.answer(answers.read());
        case PlayStep.Ask ask -> device.ask(ask.request());
        case PlayStep.End _ -> {}
      }
    }

    private void look() {
      devices.forEach(GuestDevice::look);
    }

    /**
     * Observes until a time, and longer, within limits, until everything that the replay has by
     * then was seen.
     */
    private void watch(long until, List<PlayStep.Counts> wanted) throws InterruptedException {
      look();
      long now = System.nanoTime();
      while (now < until || (!log.covers(wanted) && now < until + LATE_NANOS)) {
        pause(now < until ? until - now : until + LATE_NANOS - now);
        look();
        now = System.nanoTime();
      }
    }

    private void pause(long nanos) throws InterruptedException {
      int millis = (int) Math.min(MOST_MILLIS, (nanos - SPIN_NANOS) / 1_000_000);
      if (nanos < SPIN_NANOS) {
        // Spins, since a sleep would end late, which adds up over many such steps.
        long until = System.nanoTime() + nanos;
        while (System.nanoTime() < until) {
          Thread.onSpinWait();
        }
      } else if (millis <= 0) {
        LockSupport.parkNanos(nanos - SPIN_NANOS);
      } else if (devices.size() > 1 || !devices.getFirst().await(millis)) {
        Thread.sleep(1);
      }
    }
  }
}
