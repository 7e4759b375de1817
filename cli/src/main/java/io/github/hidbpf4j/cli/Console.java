package io.github.hidbpf4j.cli;

import io.github.hidbpf4j.cli.file.LineBatches;
import io.github.hidbpf4j.cli.file.StandardOutput;
import java.io.FilterWriter;
import java.io.IOException;
import java.io.OutputStreamWriter;
import java.io.PrintWriter;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Model.CommandSpec;

/** The writers that a command prints to. */
interface Console {
  /** For the result. */
  PrintWriter out();

  /** For errors and progress. */
  PrintWriter err();

  /** The console of the command line that this command belongs to, once it runs. */
  static Console of(CommandSpec spec) {
    return new Console() {
      @Override
      public PrintWriter out() {
        return spec.commandLine().getOut();
      }

      @Override
      public PrintWriter err() {
        return spec.commandLine().getErr();
      }
    };
  }

  /** A console of these writers. */
  static Console of(PrintWriter out, PrintWriter err) {
    record Streams(PrintWriter out, PrintWriter err) implements Console {}
    return new Streams(out, err);
  }

  /** Why output could not be written, if that is known. */
  default @Nullable IOException failure() {
    return null;
  }

  /** Whether output failed because its reader closed the pipe. */
  default boolean isClosedPipe() {
    return false;
  }

  /** Whether the failure has not been reported yet; true once. */
  default boolean isFirstFailure() {
    return true;
  }

  /** The process's own streams. */
  static Console ofProcess() {
    return ofProcess(() -> {});
  }

  /** The process's own streams; the action runs once, when standard output cannot be written. */
  static Console ofProcess(Runnable whenItFails) {
    return of(
        new StandardOutput(whenItFails),
        new PrintWriter(new OutputStreamWriter(System.err, System.err.charset()), true));
  }

  /**
   * A writer for errors that first flushes what was printed, since both may be the same terminal.
   */
  private static PrintWriter behind(PrintWriter printed, PrintWriter err) {
    return new PrintWriter(
        new FilterWriter(err) {
          @Override
          public void write(int c) throws IOException {
            printed.flush();
            super.write(c);
          }

          @Override
          public void write(char[] c, int offset, int length) throws IOException {
            printed.flush();
            super.write(c, offset, length);
          }

          @Override
          public void write(String s, int offset, int length) throws IOException {
            printed.flush();
            super.write(s, offset, length);
          }
        },
        true);
  }

  /** A console of this output and this writer for errors. */
  static Console of(StandardOutput stream, PrintWriter err) {
    PrintWriter out =
        new PrintWriter(new LineBatches(new OutputStreamWriter(stream, System.out.charset())));
    PrintWriter after = behind(out, err);
    AtomicBoolean told = new AtomicBoolean();
    return new Console() {
      @Override
      public boolean isFirstFailure() {
        return !told.getAndSet(true);
      }

      @Override
      public PrintWriter out() {
        return out;
      }

      @Override
      public PrintWriter err() {
        return after;
      }

      @Override
      public boolean isClosedPipe() {
        return stream.isClosedPipe();
      }

      @Override
      public @Nullable IOException failure() {
        return stream.failure();
      }
    };
  }
}
