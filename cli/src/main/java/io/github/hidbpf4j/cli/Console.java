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

/** Where a command prints. */
interface Console {
  /** What was asked for. */
  PrintWriter out();

  /** What went wrong, and progress. */
  PrintWriter err();

  /** As the command line has it that this command belongs to, when it is asked. */
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

  /** These. */
  static Console of(PrintWriter out, PrintWriter err) {
    record Streams(PrintWriter out, PrintWriter err) implements Console {}
    return new Streams(out, err);
  }

  /** Why what was printed could not be written, as far as that is known. */
  default @Nullable IOException failure() {
    return null;
  }

  /** Whether that was because its reader has had enough. */
  default boolean isClosedPipe() {
    return false;
  }

  /** Whether nobody has told of it yet; true once. */
  default boolean isFirstFailure() {
    return true;
  }

  /** The process's own streams. */
  static Console ofProcess() {
    return ofProcess(() -> {});
  }

  /** The same; the action runs once, when standard output cannot be written. */
  static Console ofProcess(Runnable whenItFails) {
    return of(
        new StandardOutput(whenItFails),
        new PrintWriter(new OutputStreamWriter(System.err, System.err.charset()), true));
  }

  /** What goes there comes behind what was printed before, which may be the same terminal. */
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

  /** That output, and those errors. */
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
