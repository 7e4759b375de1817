package io.github.hidbpf4j.cli;

import io.github.hidbpf4j.bpf.BpfException;
import io.github.hidbpf4j.bpf.memory.NoSpaceException;
import io.github.hidbpf4j.bpf.program.VerificationException;
import io.github.hidbpf4j.bpf.vm.ExecutionException;
import io.github.hidbpf4j.cli.file.UnwritableException;
import io.github.hidbpf4j.guest.GuestException;
import io.github.hidbpf4j.hid.HidException;
import io.github.hidbpf4j.kernel.verdict.LinkAdvice;
import io.github.hidbpf4j.linux.call.SystemCallException;
import io.github.hidbpf4j.live.bridge.BridgeException;
import io.github.hidbpf4j.live.daemon.ControlException;
import io.github.hidbpf4j.live.kernel.KernelException;
import io.github.hidbpf4j.live.kernel.KernelRefusal;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import java.nio.file.NoSuchFileException;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;

/**
 * Ends the command on errors: one line on standard error, and an exit code that says whose fault it
 * is.
 */
final class Errors {
  static final int FINE = 0;
  static final int REJECTED = 1;
  static final int MALFORMED = 2;
  static final int USAGE = 64;
  static final int INTERNAL = 70;

  /** What shells report for a command that SIGPIPE ended. */
  static final int CLOSED_PIPE = 141;

  private Errors() {}

  /** A file that the command line names cannot be used, or options contradict each other. */
  static final class UsageException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    UsageException(String message) {
      super(message);
    }
  }

  static int usage(CommandLine.ParameterException e, String[] args) {
    PrintWriter err = e.getCommandLine().getErr();
    printLine(err, Suggestions.of(e, args));
    err.println("Try '" + e.getCommandLine().getCommandSpec().qualifiedName() + " --help'.");
    return USAGE;
  }

  /**
   * The exit code of a command whose output may not have been written. Prints nothing if it was a
   * pipe: its reader did not want more.
   */
  static int checkOutput(Console console, int code) {
    if (!console.out().checkError()) {
      return code;
    }
    IOException failure = console.failure();
    if (console.isClosedPipe()) {
      return CLOSED_PIPE;
    }
    if (console.isFirstFailure()) {
      String reason = failure == null ? "an error" : String.valueOf(failure.getMessage());
      console.err().println("hidbpf: standard output: cannot be written: " + reason);
      console.err().flush();
    }
    return INTERNAL;
  }

  static int handle(Exception e, CommandLine commandLine, CommandLine.ParseResult result) {
    return report(e, commandLine.getErr());
  }

  /**
   * Prints one line whatever the text has in it: names in files may hold control sequences of
   * terminals.
   */
  private static void printLine(PrintWriter err, @Nullable String text) {
    err.println(Hex.printable("hidbpf: " + text));
  }

  /** Prints one line about an error, and returns the exit code for it. */
  static int report(Throwable e, PrintWriter err) {
    String exhausted = Exhaustion.describe(e);
    if (exhausted != null) {
      printLine(err, exhausted);
      trace(e, err);
      return INTERNAL;
    }
    switch (e) {
      case VerificationException rejected -> {
        printLine(err, rejected.getMessage());
        return REJECTED;
      }
      case ExecutionException fault -> {
        printLine(err, fault.getMessage());
        return REJECTED;
      }
      case KernelRefusal refused -> {
        printLine(err, refused.getMessage());
        return REJECTED;
      }
      case BpfException bad -> {
        String text = String.valueOf(bad.getMessage());
        String action = LinkAdvice.of(text);
        printLine(err, text + (action.isEmpty() ? "" : "; to do: " + action));
        return MALFORMED;
      }
      case NoSpaceException full -> {
        printLine(err, full.getMessage());
        return INTERNAL;
      }
      case SystemCallException refused -> {
        printLine(err, refused.getMessage());
        return REJECTED;
      }
      case HidException bad -> {
        printLine(err, bad.getMessage());
        return MALFORMED;
      }
      case GuestException bad -> {
        printLine(err, bad.getMessage());
        return MALFORMED;
      }
      case BridgeException bad -> {
        printLine(err, bad.getMessage());
        return REJECTED;
      }
      case KernelException bad -> {
        printLine(err, bad.getMessage());
        return REJECTED;
      }
      case ControlException bad -> {
        printLine(err, bad.getMessage());
        return REJECTED;
      }
      case UsageException bad -> {
        printLine(err, bad.getMessage());
        return USAGE;
      }
      case NoSuchFileException missing -> {
        printLine(err, missing.getFile() + ": no such file");
        return USAGE;
      }
      case FileSystemException bad -> {
        String reason =
            bad instanceof AccessDeniedException ? "permission denied" : bad.getReason();
        printLine(err, bad.getFile() + ": " + (reason == null ? "cannot be used" : reason));
        return USAGE;
      }
      case UnwritableException bad -> {
        printLine(err, bad.getMessage());
        return INTERNAL;
      }
      case IOException bad -> {
        printLine(err, bad.getMessage());
        return USAGE;
      }
      default -> {
        printLine(err, "internal error, please report it: " + e);
        if (!trace(e, err)) {
          err.println("(HIDBPF_DEBUG=1 shows where)");
        }
        return INTERNAL;
      }
    }
  }

  private static boolean trace(Throwable e, PrintWriter err) {
    boolean wanted = System.getenv("HIDBPF_DEBUG") != null;
    if (wanted) {
      e.printStackTrace(err);
    }
    return wanted;
  }
}
