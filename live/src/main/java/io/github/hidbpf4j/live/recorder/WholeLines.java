package io.github.hidbpf4j.live.recorder;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.channels.SeekableByteChannel;

/**
 * A file that contains only complete lines even if the disk is full: a line that does not fit is
 * removed, all before it stay.
 */
public final class WholeLines extends OutputStream {
  private final SeekableByteChannel file;
  private long ends;

  /** Creates it for an open file, at its current position. */
  public WholeLines(SeekableByteChannel file) throws IOException {
    this.file = file;
    this.ends = file.position();
  }

  @Override
  public void write(int b) throws IOException {
    write(new byte[] {(byte) b}, 0, 1);
  }

  @Override
  public void write(byte[] bytes, int offset, int length) throws IOException {
    ByteBuffer left = ByteBuffer.wrap(bytes, offset, length);
    try {
      while (left.hasRemaining()) {
        int _ = file.write(left);
      }
    } catch (IOException e) {
      note(bytes, offset, left.position());
      file.truncate(ends);
      throw e;
    }
    note(bytes, offset, left.position());
  }

  /** Remembers where the last line of the written bytes ends. */
  private void note(byte[] bytes, int from, int to) throws IOException {
    long end = file.position();
    for (int i = to; i > from; i--) {
      if (bytes[i - 1] == '\n') {
        ends = end - (to - i);
        return;
      }
    }
  }

  @Override
  public void close() throws IOException {
    file.close();
  }
}
