package io.github.hidbpf4j.kernel.emit;

import io.github.hidbpf4j.bpf.memory.ArenaMemory;
import io.github.hidbpf4j.bpf.program.VerifiedProgram;
import io.github.hidbpf4j.bpf.vm.InstructionObserver;
import io.github.hidbpf4j.hid.device.HidDevice;
import io.github.hidbpf4j.hid.device.HidLimits;
import io.github.hidbpf4j.kernel.event.CallbackEvent;
import io.github.hidbpf4j.kernel.event.Cause;
import io.github.hidbpf4j.kernel.event.ProgramEvent;
import io.github.hidbpf4j.kernel.event.RunKind;
import io.github.hidbpf4j.kernel.event.Stamp;
import io.github.hidbpf4j.kernel.finding.Finding;
import org.jspecify.annotations.Nullable;

/**
 * Emits runs of programs and their actions. {@link #began} and {@link #ended} nest within a thread.
 * Callers check {@link #isOn} first if a call needs to allocate objects.
 */
public final class RunEvents implements InstructionObserver {
  private final EventHub hub;

  /** Emits to this hub. */
  public RunEvents(EventHub hub) {
    this.hub = hub;
  }

  /** Whether any sink wants more than findings. */
  public boolean isOn() {
    return hub.isOn();
  }

  /** Whether any sink wants findings. */
  public boolean wantsFindings() {
    return hub.wantsFindings();
  }

  /** A program starts to run. */
  public void began(RunKind kind, String program, String hook) {
    if (hub.isOn() && isTold(kind)) {
      Cause cause = hub.nesting().cause();
      began(kind, program, hook, "", cause, null);
    }
  }

  private boolean isTold(RunKind kind) {
    return kind != RunKind.HOOK || hub.wantsHookRuns();
  }

  /** The callback of a timer or work item starts; its run is the cause of what it does. */
  void callbackBegan(
      RunKind kind,
      String program,
      String what,
      String function,
      Cause starter,
      ProgramEvent.Callback callback) {
    long number = began(kind, program, what, function, starter, callback);
    hub.nesting().setCause(Cause.Kind.RUN, number);
  }

  private long began(
      RunKind kind,
      String program,
      String what,
      String function,
      Cause cause,
      ProgramEvent.@Nullable Callback callback) {
    Nesting open = hub.nesting();
    Stamp at = hub.stamp(open.device, cause);
    Nesting.Run run = new Nesting.Run(at.nanos(), hub.nextRun(), program, function, open.cause());
    open.enter(run);
    hub.emit(
        new ProgramEvent.RunBegan(
            at,
            run.number,
            Thread.currentThread().threadId(),
            kind,
            program,
            what,
            function,
            callback));
    return run.number;
  }

  /** The run ended with this R0. */
  public void ended(RunKind kind, String program, String what, long result) {
    if (!hub.isOn() || !isTold(kind)) {
      return;
    }
    Nesting open = hub.nesting();
    Nesting.Run run = open.leave();
    if (run != null) {
      open.setCause(run.before);
      hub.emit(
          new ProgramEvent.RunEnded(
              hub.stamp(),
              run.began,
              run.number,
              kind,
              program,
              what,
              run.function,
              result,
              run.instructions));
    }
  }

  @Override
  public void before(VerifiedProgram program, int slot, int frame, long[] registers) {
    Nesting.Run run = hub.nesting().innermost();
    if (run != null) {
      run.instructions++;
    }
  }

  /** A program starts to process the report in progress on the calling thread. */
  public void stepBegins(ArenaMemory memory, long buffer, int allocated) {
    Arrival input = hub.isOn() ? hub.nesting().inputs.peekLast() : null;
    if (input != null) {
      input.stepBegins(memory, buffer, allocated);
    }
  }

  /**
   * The program has processed the report.
   *
   * @param buffer the event buffer, as for {@link #stepBegins}
   * @param size length of the report now
   */
  public void stepEnds(
      ArenaMemory memory, long buffer, int allocated, String program, int result, int size) {
    Arrival input = hub.isOn() ? hub.nesting().inputs.peekLast() : null;
    if (input != null) {
      input.stepEnds(memory, buffer, allocated, program, result, size);
    }
  }

  /** A program is called for the descriptor that the calling thread is probing. */
  public void fixes(String program) {
    if (hub.isOn()) {
      hub.nesting().fixing = program;
    }
  }

  /** A program started a timer or queued work, due after this many nanoseconds. */
  public void scheduled(RunKind kind, String program, String what, String function, long delay) {
    if (hub.isOn()) {
      hub.emit(new CallbackEvent.Scheduled(hub.stamp(), kind, program, what, function, delay));
    }
  }

  /**
   * A call of a HID kfunc that talks to a device or injects returned.
   *
   * @param kfunc its full name
   * @param type report type, as given by the program
   * @param request class request, 0 for kfuncs without one
   * @param buf address of the buffer
   * @param size size of the buffer, as given by the program
   */
  public void called(
      HidDevice device,
      String program,
      String kfunc,
      int type,
      int request,
      ArenaMemory memory,
      long buf,
      long size,
      int ret) {
    if (hub.isOn()) {
      long length = Math.min(size, HidLimits.MAX_BUFFER_SIZE);
      byte[] data =
          buf != 0 && length > 0 && memory.isReadable(buf, length)
              ? memory.getBytes(buf, (int) length)
              : Nesting.NOTHING;
      Stamp at = hub.stamp(device.id(), hub.nesting().cause());
      hub.emit(new ProgramEvent.KfuncCall(at, program, kfunc, type, request, buf, size, data, ret));
    }
  }

  /** A program printed a line. */
  public void printk(String program, String line) {
    if (hub.isOn()) {
      hub.emit(new ProgramEvent.Printk(hub.stamp(), program, line));
    }
  }

  /** A finding. */
  public void found(Finding finding) {
    if (hub.wantsFindings()) {
      hub.emit(new ProgramEvent.Found(hub.stamp(), finding));
    }
  }
}
