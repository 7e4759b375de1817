package io.github.hidbpf4j.cli;

import java.io.OutputStreamWriter;
import java.io.PrintStream;
import java.io.PrintWriter;
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

  /** The process's own streams. */
  static Console ofProcess() {
    return of(writer(System.out), writer(System.err));
  }

  private static PrintWriter writer(PrintStream stream) {
    return new PrintWriter(new OutputStreamWriter(stream, stream.charset()), true);
  }
}
