package io.github.hidbpf4j.kernel.event;

import io.github.hidbpf4j.bpf.program.AsyncKind;
import io.github.hidbpf4j.kernel.finding.Finding;
import org.jspecify.annotations.Nullable;

/** Events of programs. */
public sealed interface ProgramEvent extends KernelEvent {
  /**
   * A program starts to run; {@link RunEnded} follows for the same run. Its stamp has the enclosing
   * run, and as cause, for a callback, the run that started it.
   *
   * @param at when and where it happened, and what of
   * @param run number of the run, from 1
   * @param thread id of the thread: runs of one thread nest
   * @param kind what triggers it
   * @param program its name
   * @param what the hook, or identifies the timer or work item, such as the name of the map
   * @param function name of the callback of a timer or work item; "" when unknown, or the program
   *     itself runs
   * @param callback how a callback of a timer or work item came about; null for other runs
   */
  record RunBegan(
      Stamp at,
      long run,
      long thread,
      RunKind kind,
      String program,
      String what,
      String function,
      @Nullable Callback callback)
      implements ProgramEvent {}

  /**
   * How a callback came about.
   *
   * @param kind the kind of callback
   * @param sinceStart nanoseconds since its timer or work item was last started
   * @param late nanoseconds since it was due
   */
  record Callback(AsyncKind kind, long sinceStart, long late) {}

  /**
   * A program ran.
   *
   * @param at when and where it happened, and what of
   * @param began when it began, as in {@link Stamp#nanos}
   * @param run number of the run, as in {@link RunBegan}
   * @param kind what triggered it
   * @param program its name
   * @param what as in {@link RunBegan}
   * @param function as in {@link RunBegan}
   * @param result R0; 0 for callbacks
   * @param instructions how many it executed; 0 where they are not counted
   */
  record RunEnded(
      Stamp at,
      long began,
      long run,
      RunKind kind,
      String program,
      String what,
      String function,
      long result,
      long instructions)
      implements ProgramEvent {}

  /**
   * A call of a kfunc that talks to the device or injects has returned.
   *
   * @param at when and where it happened, and what of
   * @param program name of the calling program
   * @param kfunc its full name
   * @param type report type as the program gave it: 0 input, 1 output, 2 feature
   * @param request class request as the program gave it; 0 for kfuncs without one
   * @param address address of the buffer in the programs' memory
   * @param size bytes of the buffer, as the program gave it
   * @param data the readable part of the buffer after the call, at most 16384 bytes
   * @param ret result of the kfunc: bytes or a negative errno
   */
  record KfuncCall(
      Stamp at,
      String program,
      String kfunc,
      int type,
      int request,
      long address,
      long size,
      byte[] data,
      int ret)
      implements ProgramEvent {}

  /**
   * A program printed a line.
   *
   * @param at when and where it happened, and what of
   * @param program name of the program
   * @param line the text, without the line end
   */
  record Printk(Stamp at, String program, String line) implements ProgramEvent {}

  /**
   * A program did something that breaks Linux, or that Linux accepts although it should not.
   *
   * @param at when and where it happened, and what of
   * @param finding what it did, and in which program
   */
  record Found(Stamp at, Finding finding) implements ProgramEvent {}

  /**
   * This many events of callbacks that keep restarting each other without delay were left out, the
   * last of them at this time. Created by a {@link FoldingSink}.
   *
   * @param at when and where it happened, and what of
   * @param count how many events were left out
   */
  record Folded(Stamp at, long count) implements ProgramEvent {}
}
