package io.github.hidbpf4j.kernel.replay;

import io.github.hidbpf4j.hid.recording.EntryCursor;
import io.github.hidbpf4j.hid.recording.RecordedEntry;
import io.github.hidbpf4j.hid.recording.RecordedEvent;
import io.github.hidbpf4j.hid.recording.RecordedRequest;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/** Input that has an object for each event and request. */
public interface EntryInput extends RecordedInput {
  /**
   * The next event or request, or null at the end.
   *
   * @throws IOException when the file cannot be read
   */
  @Nullable RecordedEntry next() throws IOException;

  @Override
  default EntryCursor cursor() {
    return new EntryCursor() {
      private @Nullable RecordedEntry entry;
      private byte[] bytes = {};

      @Override
      public boolean next() throws IOException {
        entry = EntryInput.this.next();
        if (entry instanceof RecordedEvent event) {
          bytes = event.data();
        }
        return entry != null;
      }

      @Override
      public long micros() {
        RecordedEntry present = entry;
        return present == null ? 0 : present.micros();
      }

      @Override
      public @Nullable RecordedRequest request() {
        return entry instanceof RecordedRequest request ? request : null;
      }

      @Override
      public byte[] bytes() {
        return bytes;
      }

      @Override
      public int offset() {
        return 0;
      }

      @Override
      public int length() {
        return bytes.length;
      }
    };
  }
}
