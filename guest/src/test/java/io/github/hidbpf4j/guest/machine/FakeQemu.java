package io.github.hidbpf4j.guest.machine;

import io.github.hidbpf4j.guest.channel.GuestChannel;
import io.github.hidbpf4j.guest.channel.GuestCommand;
import io.github.hidbpf4j.guest.channel.GuestMessage.Hello;
import io.github.hidbpf4j.guest.channel.GuestServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import org.jspecify.annotations.Nullable;

/**
 * Accepts the arguments of QEMU or of a User-Mode Linux, and behaves like a guest in them, or fails
 * to.
 */
public final class FakeQemu {
  private FakeQemu() {}

  /**
   * Runs it. Arguments: the behaviour ({@code fine}, {@code no-start}, {@code panic-at-start},
   * {@code no-kvm}), then QEMU's.
   */
  public static void main(String[] args) throws IOException, InterruptedException {
    List<String> arguments = Arrays.asList(args);
    String behaviour = args[0];
    Path shared = option(arguments, UserModeMachine.SHARED);
    Path console = shared == null ? option(arguments, "file:") : null;
    if (behaviour.equals("no-start") || (behaviour.equals("no-kvm") && arguments.contains("kvm"))) {
      System.err.println("qemu: cannot");
      System.exit(1);
    }
    write(console, "[    0.0] Linux version 6.12\n");
    if (behaviour.equals("panic-at-start")) {
      write(console, "[    0.1] Kernel panic - not syncing: No working init found.\n");
      System.exit(0);
    }
    GuestChannel channel = new GuestChannel(System.in, System.out, shared);
    channel.send(new Hello("6.12", 1000, List.of()));
    Map<String, GuestCommand> commands =
        Map.of(
            "pid",
            task -> {
              task.print("pid " + ProcessHandle.current().pid());
              task.product("f", task.file("f"));
              return 0;
            },
            "warn",
            _ -> {
              write(console, "[    1.0] WARNING: CPU: 0 PID: 1 at x.c:1 f+0x1\n");
              return 5;
            },
            "crash",
            task -> {
              task.print("before");
              write(console, "[    2.0] BUG: kernel NULL pointer dereference, address: 8\n");
              write(console, "[    2.1] Kernel panic - not syncing: Fatal exception\n");
              // Not exit(): QEMU does not wait for its threads either.
              Runtime.getRuntime().halt(0);
              return 0;
            },
            "back",
            task -> {
              task.product("f", task.file("f"));
              return 0;
            },
            "hang",
            _ -> {
              new CountDownLatch(1).await();
              return 0;
            },
            "ask",
            task -> {
              task.print("which?");
              task.print("this: " + task.readLine(-1));
              return 0;
            });
    new GuestServer(channel, commands).serve();
    System.exit(0);
  }

  private static @Nullable Path option(List<String> arguments, String begin) {
    return arguments.stream()
        .filter(a -> a.startsWith(begin))
        .findFirst()
        .map(a -> Path.of(a.substring(begin.length())))
        .orElse(null);
  }

  private static void write(@Nullable Path console, String text) {
    if (console == null) {
      System.err.print(text);
      return;
    }
    try {
      Files.writeString(console, text, StandardOpenOption.APPEND);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
