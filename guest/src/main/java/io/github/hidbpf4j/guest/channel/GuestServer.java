package io.github.hidbpf4j.guest.channel;

import io.github.hidbpf4j.guest.channel.GuestMessage.Exit;
import io.github.hidbpf4j.guest.channel.GuestMessage.Input;
import io.github.hidbpf4j.guest.channel.GuestMessage.Output;
import io.github.hidbpf4j.guest.channel.GuestMessage.PowerOff;
import io.github.hidbpf4j.guest.channel.GuestMessage.Product;
import io.github.hidbpf4j.guest.channel.GuestMessage.Run;
import io.github.hidbpf4j.guest.channel.GuestMessage.Threads;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.util.List;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** The guest's end of the channel: runs what the host requests, one command after another. */
public final class GuestServer {
  /** Status of a command that fails with an exception. */
  public static final int FAILED = 70;

  /** Status if there is no command of that name. */
  public static final int UNKNOWN = 127;

  private final GuestChannel channel;
  private final Map<String, GuestCommand> commands;
  private final BlockingQueue<String> input = new LinkedBlockingQueue<>();

  /** Creates a server of these commands. */
  public GuestServer(GuestChannel channel, Map<String, GuestCommand> commands) {
    this.channel = channel;
    this.commands = Map.copyOf(commands);
  }

  /** Serves until the host ends the guest, or is gone. */
  public void serve() throws IOException, InterruptedException {
    Thread running = null;
    for (GuestMessage message = channel.receive();
        message != null && !(message instanceof PowerOff);
        message = channel.receive()) {
      switch (message) {
        case Run run -> {
          if (running != null) {
            running.join();
          }
          input.clear();
          running = Thread.ofPlatform().daemon().name(run.command()).start(() -> execute(run));
        }
        case Input line -> input.add(line.line());
        case Threads _ -> printThreads();
        default -> throw new IOException("channel: found " + message + ", expected a command");
      }
    }
    if (running != null) {
      running.interrupt();
    }
  }

  private void printThreads() throws IOException {
    for (Map.Entry<Thread, StackTraceElement[]> thread : Thread.getAllStackTraces().entrySet()) {
      channel.send(new Output("thread " + thread.getKey().getName()));
      for (StackTraceElement frame : thread.getValue()) {
        channel.send(new Output("  at " + frame));
      }
    }
  }

  private void execute(Run run) {
    try {
      channel.send(new Exit(status(run)));
    } catch (IOException e) {
      // The host is gone: serve() ends as well.
      System.err.println("channel: " + e.getMessage());
    }
  }

  private int status(Run run) throws IOException {
    GuestCommand command = commands.get(run.command());
    if (command == null) {
      channel.send(
          new Output(
              "unknown command %s; there are %s".formatted(run.command(), commands.keySet())));
      return UNKNOWN;
    }
    try {
      return command.run(new Task(run));
    } catch (Throwable e) {
      // Errors too: the host would wait for ever.
      for (Throwable cause = e; cause != null; cause = cause.getCause()) {
        channel.send(new Output(run.command() + ": " + cause));
        for (StackTraceElement frame : cause.getStackTrace()) {
          channel.send(new Output("  at " + frame));
        }
      }
      return FAILED;
    }
  }

  private final class Task implements GuestTask {
    private final Run run;

    Task(Run run) {
      this.run = run;
    }

    @Override
    public List<String> arguments() {
      return run.arguments();
    }

    @Override
    public Map<String, byte[]> files() {
      return run.files();
    }

    @Override
    public void print(String line) throws IOException {
      channel.send(new Output(line));
    }

    @Override
    public void product(String name, byte[] bytes) throws IOException {
      channel.send(new Product(name, bytes));
    }

    @Override
    public @Nullable String readLine(long millis) throws InterruptedIOException {
      try {
        return millis < 0 ? input.take() : input.poll(millis, TimeUnit.MILLISECONDS);
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        throw new InterruptedIOException("the guest ends");
      }
    }
  }
}
