package io.github.hidbpf4j.tools.live;

import io.github.hidbpf4j.cli.guest.DeviceWatch;
import io.github.hidbpf4j.cli.guest.ForcedGenericDriver;
import io.github.hidbpf4j.cli.guest.UhidPlayer;
import io.github.hidbpf4j.guest.channel.GuestCommand;
import io.github.hidbpf4j.guest.channel.GuestTask;
import io.github.hidbpf4j.hid.device.HidDeviceInfo;
import io.github.hidbpf4j.hid.recording.RecordedDevice;
import io.github.hidbpf4j.hid.recording.Recording;
import io.github.hidbpf4j.linux.sysfs.HostFiles;
import io.github.hidbpf4j.linux.sysfs.SystemHidDevice;
import io.github.hidbpf4j.linux.sysfs.SystemHidDevices;
import io.github.hidbpf4j.live.bridge.Bridge;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/**
 * {@code soak RECORDING OBJECT WHAT COUNT OPTIONS}: the daemon bridges a mouse that is constantly
 * moved and clicked. COUNT times, if WHAT is {@code kills}, the daemon is in turn ended by SIGTERM,
 * by SIGKILL, or stopped and resumed; if it is {@code replugs}, the mouse is unplugged and plugged
 * in. Every third time the mouse is also moved while the daemon starts, or finds the mouse. Each
 * report has a number: none may arrive twice, by the clone or by the original; afterwards the
 * original must deliver again, the clone must be gone, and no button may stay down.
 */
final class SoakCommand implements GuestCommand {
  /** What is done COUNT times. */
  static final String KILLS = "kills";

  static final String REPLUGS = "replugs";

  private static final long LIMIT_MILLIS = 30_000;
  private static final int TRAFFIC = 150;
  private static final long PAUSE_NANOS = 1_000_000;

  /** How many reports of the original prove that it is back. */
  private static final int BACK = 50;

  /**
   * How many reports may be lost while a process dies, which takes as long as freeing its memory.
   */
  private static final int MOST_LOST = 2_000;

  /** How often to look for the clone, which takes longer than a report may. */
  private static final int LOOK_EVERY = 100;

  /** How many reports to send to a stopped process: fewer than the kernel queues. */
  private static final int STOPPED = 40;

  /**
   * How many reports may be lost while a clone takes over: those that arrive between the grab and
   * the last look at the original, no more than the kernel queues.
   */
  private static final int MOST_LOST_TAKING_OVER = 63;

  private static final int PROGRESS = 20;

  private static final String OBJECT = "soak.bpf.o";

  @Override
  public int run(GuestTask task) throws IOException, InterruptedException {
    List<String> arguments = task.arguments();
    RecordedDevice recorded =
        Recording.parse(arguments.getFirst(), task.file(arguments.getFirst())).devices().getFirst();
    boolean kills = arguments.get(2).equals(KILLS);
    int count = Integer.parseInt(arguments.get(3));
    DaemonUnderTest.install(OBJECT, task.file(arguments.get(1)));
    try (ForcedGenericDriver _ = new ForcedGenericDriver();
        Soak soak = new Soak(task, recorded, List.of(arguments.get(4).split(" ")))) {
      if (kills) {
        soak.kills(count);
      } else {
        soak.replugs(count);
      }
      soak.print();
    } finally {
      DaemonUnderTest.uninstall(OBJECT);
    }
    return 0;
  }

  /** Losses when a daemon ends, in reports of a millisecond each. */
  private static final class Gaps {
    private final List<Integer> gaps = new ArrayList<>();

    void add(int reports) {
      gaps.add(reports);
    }

    @Override
    public String toString() {
      List<Integer> sorted = gaps.stream().sorted().toList();
      return sorted.isEmpty()
          ? "none"
          : "%d times, reports lost in between: median %d, most %d"
              .formatted(sorted.size(), sorted.get(sorted.size() / 2), sorted.getLast());
    }
  }

  private static final class Soak implements AutoCloseable {
    private final GuestTask task;
    private final RecordedDevice recorded;
    private final HidDeviceInfo info;
    private final List<String> options;
    private final SystemHidDevices devices = new SystemHidDevices(HostFiles.SYSTEM);
    private final Gaps terms = new Gaps();
    private final Gaps hardKills = new Gaps();
    private final Gaps stoppedKills = new Gaps();
    private final Gaps takeovers = new Gaps();
    private int stops;
    private int replugs;
    private long reports;

    private UhidPlayer player;
    private SystemHidDevice device;
    private NumberedMouse mouse;
    private NumberedReader others;
    private DaemonUnderTest daemon;
    private NumberedReader reader;
    private NumberCheck byOriginal;
    private NumberCheck byClone;
    private SystemHidDevice clone;

    Soak(GuestTask task, RecordedDevice recorded, List<String> options)
        throws IOException, InterruptedException {
      this.task = task;
      this.recorded = recorded;
      this.info = HidDeviceInfo.of(recorded);
      this.options = options;
      DeviceWatch watch = new DeviceWatch(devices);
      player = UhidPlayer.open(info, recorded.descriptor(), null);
      device = original(watch);
      mouse = new NumberedMouse(player, 0);
      others = NumberedReader.untimed(device);
      byOriginal = new NumberCheck("the original", 0);
      byClone = new NumberCheck("the clone", 0);
      DeviceWatch clones = new DeviceWatch(devices);
      daemon = DaemonUnderTest.start(options);
      daemon.awaitAttached(device.id());
      clone = clone(clones);
      reader = NumberedReader.untimed(clone);
    }

    private SystemHidDevice original(DeviceWatch watch) throws InterruptedException {
      return watch.appeared(
          "the device", d -> d.isMadeByProcess() && d.phys().equals(info.phys()), LIMIT_MILLIS);
    }

    private SystemHidDevice clone(DeviceWatch watch) throws InterruptedException {
      return watch.appeared("the clone", d -> d.isClone(Bridge.PHYS_PREFIX), LIMIT_MILLIS);
    }

    // ---- traffic

    private void read() {
      reader.read((number, _) -> byClone.add(number));
      others.read((number, _) -> byOriginal.add(number));
    }

    /** Sends one report, and waits a millisecond. */
    private void move() throws InterruptedException {
      int _ = mouse.next();
      reports++;
      pause();
    }

    /**
     * Waits a millisecond as applications do, which read whatever comes meanwhile: a node keeps
     * fewer events than a daemon that is resumed passes on at once.
     */
    private void pause() throws InterruptedException {
      long end = System.nanoTime() + PAUSE_NANOS;
      while (System.nanoTime() < end) {
        if (!reader.awaits(1)) {
          Thread.sleep(1);
        }
        read();
      }
    }

    /** Checks that all reports arrive by the clone, and none is lost. */
    private void bridged(String when, int count) throws InterruptedException {
      // The original's sequence has ended: since its last report, the clone has had some.
      long before = byOriginal.came();
      for (int i = 0; i < count; i++) {
        move();
      }
      settle();
      ScenarioFailure.unless(byOriginal.came() == before, when + ": the original was not silent");
      ScenarioFailure.unless(
          byClone.last() == mouse.last() && byClone.lost() == 0,
          "%s: the clone's last is %d, the mouse's %d; %d lost"
              .formatted(when, byClone.last(), mouse.last(), byClone.lost()));
    }

    private void settle() throws InterruptedException {
      for (int i = 0; i < 100 && byClone.last() != mouse.last(); i++) {
        pause();
      }
    }

    // ---- kills

    void kills(int count) throws IOException, InterruptedException {
      for (int i = 0; i < count; i++) {
        String when = "kill " + i;
        bridged(when, TRAFFIC);
        switch (i % 3) {
          case 0 -> end(when, false, i % 9 == 0, terms);
          case 1 -> end(when, true, i % 9 == 1, hardKills);
          default -> standStill(when, i % 9 == 2);
        }
        progress("kills", i + 1, count);
      }
    }

    private void end(String when, boolean hard, boolean movedMeanwhile, Gaps gaps)
        throws IOException, InterruptedException {
      byOriginal = new NumberCheck("the original", byClone.last());
      daemon.kill(hard);
      for (int i = 0; i < 5_000 && byOriginal.came() < BACK; i++) {
        move();
      }
      ScenarioFailure.unless(byOriginal.came() > 0, when + ": the original stayed silent");
      int gap = Math.floorMod(byOriginal.first() - byClone.last() - 1, NumberedMouse.NUMBERS);
      ScenarioFailure.unless(
          gap < MOST_LOST,
          "%s: the clone ended with %d, the original began with %d"
              .formatted(when, byClone.last(), byOriginal.first()));
      gaps.add(gap);
      mouse.rest();
      read();
      ScenarioFailure.unless(
          !others.isDown() && !others.isAnyKeyDown(), when + ": a button is stuck");
      int code = daemon.await();
      ScenarioFailure.unless(
          hard || code == 0,
          "%s: the daemon ended with %d: %s".formatted(when, code, daemon.output()));
      new DeviceWatch(devices).gone(clone, LIMIT_MILLIS);
      reader.close();
      begin(when, movedMeanwhile, () -> daemon = DaemonUnderTest.start(options));
    }

    private interface Step {
      void run() throws IOException;
    }

    /** Lets the clone take over, at rest or not. */
    private void begin(String when, boolean moved, Step step)
        throws IOException, InterruptedException {
      DeviceWatch watch = new DeviceWatch(devices);
      step.run();
      byOriginal = new NumberCheck("the original", mouse.last());
      if (!moved) {
        daemon.awaitAttached(device.id());
        clone = clone(watch);
        reader = NumberedReader.untimed(clone);
        byClone = new NumberCheck("the clone", mouse.last());
        return;
      }
      // The clone cannot be read before it exists; from then on no report may be missed.
      for (int i = 0; i < 60_000 && (i % LOOK_EVERY != 0 || clones().isEmpty()); i++) {
        int _ = mouse.next();
        reports++;
        Thread.sleep(1);
        others.read((number, _) -> byOriginal.add(number));
      }
      clone = clone(watch);
      reader = NumberedReader.untimed(clone);
      others.read((number, _) -> byOriginal.add(number));
      byClone = new NumberCheck("the clone", byOriginal.last());
      for (int i = 0; i < 60_000 && byClone.came() < BACK; i++) {
        move();
        if (byClone.came() == 0) {
          byClone = new NumberCheck("the clone", byOriginal.last());
        }
      }
      ScenarioFailure.unless(byClone.came() > 0, when + ": the clone did not take over");
      settle();
      takeovers.add((int) byClone.lost());
      ScenarioFailure.unless(
          byClone.lost() <= MOST_LOST_TAKING_OVER,
          "%s: %d lost: the clone began with %d and had %d, the last %d; the original began with %d and had %d, the last %d; the mouse's is %d"
              .formatted(
                  when,
                  byClone.lost(),
                  byClone.first(),
                  byClone.came(),
                  byClone.last(),
                  byOriginal.first(),
                  byOriginal.came(),
                  byOriginal.last(),
                  mouse.last()));
      byClone = new NumberCheck("the clone", byClone.last());
    }

    private List<SystemHidDevice> clones() {
      return devices.all().stream().filter(d -> d.isClone(Bridge.PHYS_PREFIX)).toList();
    }

    private void standStill(String when, boolean thenKill)
        throws IOException, InterruptedException {
      daemon.stop();
      for (int i = 0; i < STOPPED; i++) {
        move();
      }
      if (thenKill) {
        // As by a watchdog.
        end(when, true, false, stoppedKills);
      } else {
        daemon.resume();
        bridged(when, TRAFFIC);
      }
      stops++;
    }

    // ---- replugs

    void replugs(int count) throws IOException, InterruptedException {
      ProcessFigures before = daemon.figures();
      for (int i = 0; i < count; i++) {
        String when = "replug " + i;
        // While the button is pressed, or not.
        bridged(when, TRAFFIC / 2 + i % 20);
        others.close();
        player.close();
        DeviceWatch gone = new DeviceWatch(devices);
        gone.gone(device, LIMIT_MILLIS);
        gone.gone(clone, LIMIT_MILLIS);
        ScenarioFailure.unless(clones().isEmpty(), when + ": a clone is left: " + clones());
        reader.close();
        DeviceWatch watch = new DeviceWatch(devices);
        begin(
            when,
            i % 3 == 2,
            () -> {
              player = UhidPlayer.open(info, recorded.descriptor(), null);
              mouse = new NumberedMouse(player, mouse.last());
              try {
                device = original(watch);
              } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
              }
              others = NumberedReader.untimed(device);
            });
        ScenarioFailure.unless(clones().size() == 1, when + ": clones: " + clones());
        replugs++;
        progress("replugs", i + 1, count);
      }
      mouse.rest();
      Thread.sleep(20);
      read();
      ScenarioFailure.unless(!reader.isDown(), "a button of the clone is stuck");
      ProcessFigures after = daemon.figures();
      task.print("daemon before replugs: " + before);
      task.print("daemon after them: " + after);
      ScenarioFailure.unless(
          after.threads() <= before.threads() + 2 && after.files() <= before.files() + 2,
          "something is left of replugs");
    }

    private void progress(String what, int done, int count) throws IOException {
      if (done % PROGRESS == 0 || done == count) {
        task.print("%d of %d %s".formatted(done, count, what));
      }
    }

    void print() throws IOException {
      task.print("SIGTERM: " + terms);
      task.print("SIGKILL: " + hardKills);
      task.print("SIGSTOP: %d times; then SIGKILL: %s".formatted(stops, stoppedKills));
      task.print("taken over while the mouse was moved: " + takeovers);
      task.print(
          "replugs: %d; %d reports, none twice; no button stuck, no clone left"
              .formatted(replugs, reports));
    }

    @Override
    public void close() {
      reader.close();
      others.close();
      daemon.close();
      player.close();
    }
  }
}
