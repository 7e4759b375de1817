package io.github.hidbpf4j.cli;

import io.github.hidbpf4j.cli.file.UnwritableException;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.UncheckedIOException;
import java.io.Writer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayDeque;
import org.jspecify.annotations.Nullable;

/**
 * Lets several threads write parts of an output at the same time that must come out in order. The
 * part whose turn it is goes straight through; later ones are kept, in a file once they are long,
 * so that memory use is bounded. Parts are opened in the order in which they come out; a thread
 * that is too far ahead waits.
 */
final class OrderedOutput {
  private static final int MOST_IN_MEMORY = 1 << 16;

  private final PrintWriter out;
  private final int mostAhead;

  /** Why a part that waited for its turn was lost; null if none was. */
  private @Nullable IOException failure;

  /** Parts that are open or kept; it is the first one's turn. */
  private final ArrayDeque<Part> parts = new ArrayDeque<>();

  /**
   * Orders the parts of this output.
   *
   * @param mostAhead how many parts may be open, or done and kept, at a time
   */
  OrderedOutput(PrintWriter out, int mostAhead) {
    this.out = out;
    this.mostAhead = mostAhead;
  }

  /** Opens the next part; waits while too many are ahead. */
  synchronized PrintWriter open() {
    boolean interrupted = false;
    while (parts.size() >= mostAhead) {
      try {
        wait();
      } catch (InterruptedException _) {
        interrupted = true;
      }
    }
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
    Part part = new Part();
    parts.addLast(part);
    return new PrintWriter(part);
  }

  /** Why a part that waited for its turn was lost; null if none was. */
  synchronized @Nullable IOException failure() {
    return failure;
  }

  private synchronized void write(Part part, char[] text, int offset, int length)
      throws IOException {
    if (parts.peekFirst() == part) {
      out.write(text, offset, length);
    } else {
      part.keep(text, offset, length);
    }
  }

  private synchronized void close(Part part) throws IOException {
    part.done = true;
    for (Part first = parts.peekFirst(); first != null && first.done; first = parts.peekFirst()) {
      parts.removeFirst();
      Part next = parts.peekFirst();
      if (next != null) {
        next.writeHeld();
      }
    }
    out.flush();
    notifyAll();
  }

  /** What one thread writes. */
  private final class Part extends Writer {
    private final StringBuilder memory = new StringBuilder();
    private @Nullable Path file;
    private @Nullable Writer spool;
    private boolean done;

    private void keep(char[] text, int offset, int length) throws IOException {
      if (failure != null) {
        throw failure;
      }
      memory.append(text, offset, length);
      if (memory.length() > MOST_IN_MEMORY) {
        try {
          spool();
        } catch (IOException e) {
          // Neither try it again and again nor keep it.
          memory.setLength(0);
          failure =
              new UnwritableException(
                  "output that waits for its turn, in "
                      + System.getProperty("java.io.tmpdir")
                      + " (java.io.tmpdir; JAVA_TOOL_OPTIONS=-Djava.io.tmpdir=FOLDER for another one)",
                  e);
          throw failure;
        }
      }
    }

    private void spool() throws IOException {
      Writer to = spool;
      if (to == null) {
        Path made = Files.createTempFile("hidbpf4j-output", null);
        file = made;
        to = Files.newBufferedWriter(made);
        spool = to;
      }
      to.append(memory);
      memory.setLength(0);
    }

    /** Writes what was kept, now that it is this part's turn. */
    private void writeHeld() throws IOException {
      Writer kept = spool;
      Path from = file;
      if (kept != null && from != null) {
        kept.close();
        try (BufferedReader reader = Files.newBufferedReader(from)) {
          reader.transferTo(out);
        }
        Files.delete(from);
      }
      out.append(memory);
      memory.setLength(0);
    }

    @Override
    public void write(char[] text, int offset, int length) throws IOException {
      OrderedOutput.this.write(this, text, offset, length);
    }

    @Override
    public void flush() {
      // Parts are flushed together with what follows them.
    }

    @Override
    public void close() {
      // Not thrown: a PrintWriter would swallow it.
      try {
        OrderedOutput.this.close(this);
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
  }
}
