package io.github.hidbpf4j.hid.input;

import io.github.hidbpf4j.time.Scheduler;
import io.github.hidbpf4j.time.Timer;

/** Auto-repeat of the last pressed key, as in the input core for keyboards. */
final class KeyRepeat {
  /** Milliseconds until a key repeats, and between repetitions. */
  static final int DELAY = 250, PERIOD = 33;

  private final Scheduler scheduler;
  private final InputDevice device;
  private final Timer timer;
  private int code;
  private int delay = DELAY;
  private int period = PERIOD;

  KeyRepeat(Scheduler scheduler, InputDevice device) {
    this.scheduler = scheduler;
    this.device = device;
    this.timer = scheduler.newTimer("key repeat of " + device.name(), this::repeat);
  }

  void set(int newDelay, int newPeriod) {
    delay = newDelay;
    period = newPeriod;
  }

  void start(int key) {
    if (delay != 0 && period != 0) {
      code = key;
      timer.arm(Jiffies.expiry(scheduler.now(), delay));
    }
  }

  void stop() {
    boolean _ = timer.cancel();
  }

  private void repeat() {
    if (device.isDown(code)) {
      device.repeat(code);
      if (period != 0) {
        timer.arm(Jiffies.expiry(scheduler.now(), period));
      }
    }
  }
}
