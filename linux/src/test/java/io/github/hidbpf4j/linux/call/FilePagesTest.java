package io.github.hidbpf4j.linux.call;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.hidbpf4j.linux.call.FilePages.Range;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FilePagesTest {
  private static List<Range> of(String mapping, int written) {
    return FilePages.unchanged(
        List.of(
            mapping,
            "Size:                  8 kB",
            "Rss:                   8 kB",
            "Anonymous:             %d kB".formatted(written),
            "VmFlags: rd mr mw me"));
  }

  @Test
  void filesThatAreOnlyReadOrExecuted() {
    List<Range> range = List.of(new Range(0x7f00_0000_1000L, 0x2000));
    String place = "7f0000001000-7f0000003000 ";
    assertThat(of(place + "r--p 00000000 08:01 1234     /a.aot", 0)).isEqualTo(range);
    assertThat(of(place + "r-xp 00001000 08:01 1234     /lib/a b.so", 0)).isEqualTo(range);
    assertThat(of(place + "r--s 00001000 08:01 1234     /lib/modules", 0)).isEqualTo(range);
  }

  /** A loader writes addresses into a library's data before it protects them. */
  @Test
  void notWhatWouldBeLost() {
    String place = "7f0000001000-7f0000003000 ";
    assertThat(of(place + "r--p 00000000 08:01 1234     /lib/a.so", 4)).isEmpty();
    assertThat(of(place + "rw-p 00000000 08:01 1234     /lib/a.so", 0)).isEmpty();
    assertThat(of(place + "rw-s 00000000 08:01 1234     /tmp/arena", 0)).isEmpty();
    assertThat(of(place + "---p 00000000 08:01 1234     /lib/a.so", 0)).isEmpty();
    assertThat(of(place + "r--p 00000000 00:00 0 ", 0)).isEmpty();
    assertThat(of(place + "r-xp 00000000 00:00 0        [vdso]", 0)).isEmpty();
    assertThat(FilePages.unchanged(List.of(place + "r--p 00000000 08:01 1234 /a"))).isEmpty();
  }

  @Test
  void whatIsMappedStaysReadable(@TempDir Path folder) throws IOException {
    Path file = Files.write(folder.resolve("data"), new byte[] {1, 2, 3});
    try (Arena arena = Arena.ofConfined();
        FileChannel channel = FileChannel.open(file)) {
      MemorySegment mapped = channel.map(FileChannel.MapMode.READ_ONLY, 0, 3, arena);
      assertThat(mapped.get(ValueLayout.JAVA_BYTE, 1)).isEqualTo((byte) 2);
      FilePages pages = FilePages.ofProcess();
      assertThat(pages.ranges())
          .anyMatch(
              r -> r.address() <= mapped.address() && mapped.address() < r.address() + r.size());
      assertThat(pages.drop()).isEqualTo(pages.ranges().size()).isPositive();
      assertThat(mapped.toArray(ValueLayout.JAVA_BYTE)).containsExactly(1, 2, 3);
    }
  }
}
