package io.github.hidbpf4j.cli;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;

/**
 * Runs the most frequent calls without picocli, which needs longer to collect its options than
 * these commands take altogether: {@code verify}, {@code inspect} and {@code run} with their usual
 * options, which editors and builds run at every save; {@code attach} and {@code daemon}, for which
 * a device waits; {@code --version} and {@code --help}. Options that are not given have the
 * defaults of the command objects.
 */
final class PlainCall {
  private PlainCall() {}

  /** The exit code; null if the arguments are of another kind, in which case nothing was done. */
  static @Nullable Integer run(Console console, String[] args) {
    if (args.length == 1 && (args[0].equals("--version") || args[0].equals("-V"))) {
      console.out().println(CommandProcess.VERSION);
      return Errors.FINE;
    }
    if (args.length == 1 && (args[0].equals("--help") || args[0].equals("-h"))) {
      console.out().print(help());
      console.out().flush();
      return Errors.FINE;
    }
    Callable<Integer> command = args.length == 0 ? null : command(console, args);
    if (command == null) {
      return null;
    }
    int code;
    try {
      code = command.call();
    } catch (Exception e) {
      code = Errors.report(e, console.err());
    }
    console.out().flush();
    return code;
  }

  /** The text of {@code hidbpf help}; a test compares them. */
  private static String help() {
    try (InputStream in = PlainCall.class.getResourceAsStream("help.txt")) {
      return new String(Objects.requireNonNull(in).readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static @Nullable Callable<Integer> command(Console console, String[] args) {
    return switch (args[0]) {
      case "verify" -> verify(console, args);
      case "inspect" -> inspect(console, args);
      case "run" -> replay(console, args);
      case "attach" -> attach(console, args);
      case "daemon" -> daemon(console, args);
      default -> null;
    };
  }

  private static @Nullable Callable<Integer> verify(Console console, String[] args) {
    PlainArguments read = PlainArguments.parse(args, Set.of("--json"), Set.of("--kernel"));
    if (read == null || read.files().isEmpty() || read.isRepeated("--kernel")) {
      return null;
    }
    VerifyCommand verify = new VerifyCommand();
    verify.console = console;
    verify.inputs = read.files();
    verify.json = read.has("--json");
    verify.kernel.kernel = read.one("--kernel");
    return verify;
  }

  private static @Nullable Callable<Integer> inspect(Console console, String[] args) {
    PlainArguments read = PlainArguments.parse(args, Set.of(), Set.of());
    if (read == null || read.files().isEmpty()) {
      return null;
    }
    InspectCommand inspect = new InspectCommand();
    inspect.console = console;
    inspect.objects = PlainArguments.paths(read.files());
    return inspect;
  }

  private static @Nullable Callable<Integer> replay(Console console, String[] args) {
    PlainArguments read =
        PlainArguments.parse(
            args,
            Set.of("--quiet", "--json", "--evdev"),
            Set.of("--device", "--kernel", "--model"));
    if (read == null || read.all("--device").isEmpty() || read.isRepeated("--kernel", "--model")) {
      return null;
    }
    RunCommand run = new RunCommand();
    run.console = console;
    run.objects = PlainArguments.paths(read.files());
    run.recordings = PlainArguments.paths(read.all("--device"));
    run.quiet = read.has("--quiet");
    run.json = read.has("--json");
    run.evdev = read.has("--evdev");
    run.kernel.kernel = read.one("--kernel");
    String model = read.one("--model");
    run.model = model == null ? null : Path.of(model);
    return run;
  }

  private static @Nullable Callable<Integer> attach(Console console, String[] args) {
    PlainArguments read =
        PlainArguments.parse(
            args,
            Set.of("--force", "--keep", "--replace", "--quiet"),
            Set.of("--mode", "--kernel"));
    if (read == null || read.files().isEmpty() || read.isRepeated("--mode", "--kernel")) {
      return null;
    }
    AttachMode mode = mode(read);
    if (mode == null) {
      return null;
    }
    AttachCommand attach = new AttachCommand();
    attach.console = console;
    attach.arguments = read.files();
    attach.mode = mode;
    attach.force = read.has("--force");
    attach.keep = read.has("--keep");
    attach.replace = read.has("--replace");
    attach.quiet = read.has("--quiet");
    attach.kernel.kernel = read.one("--kernel");
    return attach;
  }

  private static @Nullable Callable<Integer> daemon(Console console, String[] args) {
    PlainArguments read = PlainArguments.parse(args, Set.of(), Set.of("--mode"));
    if (read == null || !read.files().isEmpty() || read.isRepeated("--mode")) {
      return null;
    }
    AttachMode mode = mode(read);
    if (mode == null) {
      return null;
    }
    DaemonCommand daemon = new DaemonCommand();
    daemon.console = console;
    daemon.mode = mode;
    return daemon;
  }

  /** The requested mode; null if there is none of this name. */
  private static @Nullable AttachMode mode(PlainArguments read) {
    String name = read.one("--mode");
    return name == null ? AttachMode.AUTO : AttachMode.of(name);
  }
}
