package io.github.hidbpf4j.cli;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;

/**
 * {@code hidbpf verify FILE...} and {@code inspect FILE...} with no option at all: what editors and
 * builds run at every save; {@code --version} and {@code --help}. Reading what options there are
 * takes as long as all the rest, and here there are none to read; the command objects have their
 * defaults.
 */
final class PlainCall {
  private PlainCall() {}

  /** The exit code; null when the arguments are of another kind, and nothing was done. */
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
    List<String> files = Arrays.asList(args).subList(Math.min(1, args.length), args.length);
    if (files.isEmpty() || !files.stream().allMatch(PlainCall::isFile)) {
      return null;
    }
    Callable<Integer> command = command(args[0], files, console);
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

  /** What {@code hidbpf help} says: a test compares them. */
  private static String help() {
    try (InputStream in = PlainCall.class.getResourceAsStream("help.txt")) {
      return new String(Objects.requireNonNull(in).readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Neither an option nor one of picocli's files of arguments. */
  private static boolean isFile(String argument) {
    return !argument.isEmpty() && "-@\"'".indexOf(argument.charAt(0)) < 0;
  }

  private static @Nullable Callable<Integer> command(
      String verb, List<String> files, Console console) {
    switch (verb) {
      case "verify" -> {
        VerifyCommand verify = new VerifyCommand();
        verify.console = console;
        verify.inputs = files;
        return verify;
      }
      case "inspect" -> {
        InspectCommand inspect = new InspectCommand();
        inspect.console = console;
        inspect.objects = files.stream().map(Path::of).toList();
        return inspect;
      }
      default -> {
        return null;
      }
    }
  }
}
