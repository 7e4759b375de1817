package io.github.hidbpf4j.linux.call;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Datagrams; uevents have a separate test. */
class MessageSocketTest {
  @TempDir private Path folder;

  @Test
  void aLongMessageIsCut() {
    String name = folder.resolve("short").toString();
    try (MessageSocket receiver = MessageSocket.datagramsAt(name, 4);
        MessageSocket sender = MessageSocket.datagrams()) {
      assertThat(sender.send(name, new byte[4])).isEqualTo(4);
      receiver.receive();
      assertThat(receiver.isCut()).isFalse();
      assertThat(sender.send(name, new byte[5])).isEqualTo(5);
      assertThat(receiver.receive()).isEqualTo(4);
      assertThat(receiver.isCut()).isTrue();
    }
  }
}
