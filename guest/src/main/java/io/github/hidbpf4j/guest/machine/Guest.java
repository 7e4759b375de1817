package io.github.hidbpf4j.guest.machine;

import io.github.hidbpf4j.guest.GuestException;
import io.github.hidbpf4j.guest.channel.GuestMessage;
import io.github.hidbpf4j.guest.channel.GuestMessage.Exit;
import io.github.hidbpf4j.guest.channel.GuestMessage.Hello;
import io.github.hidbpf4j.guest.channel.GuestMessage.Input;
import io.github.hidbpf4j.guest.channel.GuestMessage.Output;
import io.github.hidbpf4j.guest.channel.GuestMessage.PowerOff;
import io.github.hidbpf4j.guest.channel.GuestMessage.Product;
import io.github.hidbpf4j.guest.channel.GuestMessage.Threads;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * A running guest. Whatever happens, it has ended when it is closed. One thread runs cases; {@link
 * #tell} may be called from any.
 */
public final class Guest implements AutoCloseable {
  private static final int TAIL = 40;
  private static final Duration POWER_OFF_LIMIT = Duration.ofSeconds(10);

  private static final Duration THREADS_LIMIT = Duration.ofSeconds(5);

  /** How long to give KVM a chance. */
  private static final Duration KVM_LIMIT = Duration.ofSeconds(20);

  private final GuestProcess process;
  private final Accelerator accelerator;
  private final Hello hello;
  private @Nullable MonitorSocket monitor;
  private boolean dead;

  private Guest(GuestProcess process, Accelerator accelerator, Hello hello) {
    this.process = process;
    this.accelerator = accelerator;
    this.hello = hello;
  }

  /**
   * Starts a guest and waits until it is ready.
   *
   * @param accelerators to try in turn until one works; ignored for a User-Mode Linux
   * @throws GuestException if it does not become ready
   */
  public static Guest boot(GuestSetup setup, List<Accelerator> accelerators) {
    GuestException failure = null;
    boolean emulated = !setup.kernel().isProcess();
    List<Accelerator> tries = emulated ? accelerators : List.of(Accelerator.NONE);
    for (Accelerator accelerator : tries) {
      boolean isLast = accelerator == tries.getLast();
      Duration limit =
          !isLast && setup.bootLimit().compareTo(KVM_LIMIT) > 0 ? KVM_LIMIT : setup.bootLimit();
      GuestProcess process = new GuestProcess(setup, accelerator);
      GuestMessage first = process.next(System.nanoTime() + limit.toNanos());
      if (first instanceof Hello hello) {
        return new Guest(process, accelerator, hello);
      }
      ConsoleText.Diagnosis why = process.diagnosis(0, limit);
      process.kill();
      List<String> tail = new ConsoleText(process.consoleFrom(0)).tail(1);
      failure =
          new GuestException(
              "kernel %s did not start%s: %s: %s; console %s%s"
                  .formatted(
                      setup.kernel().release(),
                      emulated ? " under QEMU" : "",
                      why.death().text(),
                      why.line(),
                      process.folder().resolve("console"),
                      tail.isEmpty() ? " (empty)" : ", last line: " + tail.getFirst()));
    }
    throw failure == null ? new GuestException("no accelerator to try") : failure;
  }

  /** Its greeting when it became ready. */
  public Hello hello() {
    return hello;
  }

  /** How its code is run. */
  public Accelerator accelerator() {
    return accelerator;
  }

  /** Whether it can run another case. */
  public boolean isAlive() {
    return !dead && !process.isOver();
  }

  /** The folder with its console. */
  public Path folder() {
    return process.folder();
  }

  /**
   * Runs a case until it or the guest ends.
   *
   * @param output receives each line as it arrives; may call {@link #tell} and use {@link
   *     #monitor}. If it throws, the guest is ended, so that the next case does not receive the
   *     rest of this one's output
   */
  public CaseOutcome run(GuestCase guestCase, Consumer<String> output) {
    long begin = process.consoleSize();
    long deadline = System.nanoTime() + guestCase.limit().toNanos();
    List<String> lines = new ArrayList<>();
    Map<String, byte[]> products = new LinkedHashMap<>();
    boolean sent = process.send(guestCase.run());
    while (sent) {
      GuestMessage message = process.next(deadline);
      switch (message) {
        case Output line -> {
          lines.add(line.line());
          hand(line.line(), output);
        }
        case Product product -> products.put(product.name(), product.bytes());
        case Exit exit -> {
          return new CaseOutcome.Finished(exit.status(), lines, products, warnings(begin));
        }
        case null -> sent = false;
        default ->
            throw new GuestException("guest: found " + message + ", expected output or an exit");
      }
    }
    ConsoleText.Diagnosis why = process.diagnosis(begin, guestCase.limit());
    if (why.death() == GuestDeath.HANG) {
      lines.addAll(threads());
    }
    end();
    return new CaseOutcome.Died(
        why.death(),
        why.line(),
        new ConsoleText(process.consoleFrom(begin)).tail(TAIL),
        lines,
        warnings(begin));
  }

  private void hand(String line, Consumer<String> output) {
    boolean taken = false;
    try {
      output.accept(line);
      taken = true;
    } finally {
      if (!taken) {
        end();
      }
    }
  }

  private void end() {
    dead = true;
    process.kill();
  }

  /** The stacks of the guest's threads, if it can still print them. */
  private List<String> threads() {
    List<String> lines = new ArrayList<>();
    long deadline = System.nanoTime() + THREADS_LIMIT.toNanos();
    if (process.send(new Threads())) {
      while (process.next(deadline) instanceof Output line) {
        lines.add(line.line());
      }
    }
    return lines;
  }

  private List<String> warnings(long since) {
    return new ConsoleText(process.consoleFrom(since)).warnings();
  }

  /** Sends a line to the running command. */
  public void tell(String line) {
    if (!process.send(new Input(line))) {
      throw new GuestException("guest: it has ended");
    }
  }

  /** QEMU's monitor. */
  public MonitorSocket monitor() {
    MonitorSocket open = monitor;
    if (open == null) {
      open = MonitorSocket.connect(process.monitor());
      monitor = open;
    }
    return open;
  }

  /** Switches the guest off, or kills it if it does not end. */
  @Override
  public void close() {
    if (isAlive() && process.send(new PowerOff())) {
      process.awaitEnd(POWER_OFF_LIMIT);
    }
    end();
    if (monitor != null) {
      monitor.close();
    }
  }
}
