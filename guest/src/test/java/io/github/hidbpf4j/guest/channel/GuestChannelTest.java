package io.github.hidbpf4j.guest.channel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.hidbpf4j.guest.channel.GuestMessage.Exit;
import io.github.hidbpf4j.guest.channel.GuestMessage.Hello;
import io.github.hidbpf4j.guest.channel.GuestMessage.Input;
import io.github.hidbpf4j.guest.channel.GuestMessage.Output;
import io.github.hidbpf4j.guest.channel.GuestMessage.PowerOff;
import io.github.hidbpf4j.guest.channel.GuestMessage.Product;
import io.github.hidbpf4j.guest.channel.GuestMessage.Run;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

class GuestChannelTest {
  private static GuestChannel over(byte[] bytes, ByteArrayOutputStream out) {
    return new GuestChannel(new ByteArrayInputStream(bytes), out);
  }

  private static byte[] sent(GuestMessage... messages) throws IOException {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    GuestChannel channel = over(new byte[0], out);
    for (GuestMessage message : messages) {
      channel.send(message);
    }
    return out.toByteArray();
  }

  private static List<GuestMessage> received(byte[] bytes) throws IOException {
    GuestChannel channel = over(bytes, new ByteArrayOutputStream());
    List<GuestMessage> messages = new ArrayList<>();
    for (GuestMessage m = channel.receive(); m != null; m = channel.receive()) {
      messages.add(m);
    }
    return messages;
  }

  private static List<GuestMessage> messages() {
    return List.of(
        new Hello("6.12", 1234567890123L, List.of("a", "ü")),
        new Run("play", List.of("", "x y"), Map.of("f", new byte[] {1, 2}, "g", new byte[0])),
        new Input("go"),
        new Output("line"),
        new Product("file", new byte[70_000]),
        new Exit(-3),
        new PowerOff());
  }

  @ParameterizedTest
  @MethodSource("messages")
  void everyMessageArrives(GuestMessage message) throws IOException {
    assertThat(received(sent(message, new PowerOff())))
        .usingRecursiveComparison()
        .isEqualTo(List.of(message, new PowerOff()));
  }

  @ParameterizedTest
  @MethodSource("messages")
  void whatIsCutOffIsTheEnd(GuestMessage message) throws IOException {
    byte[] whole = sent(message);
    assertThat(received(Arrays.copyOf(whole, whole.length - 1))).isEmpty();
  }

  @ParameterizedTest
  @CsvSource({
    "5a00000000, 'channel: found 5a, not a message'",
    "4fffffffff, 'channel: message 4f of -1 bytes, expected at most 268435456'",
    "4f000000040000ffff, 'channel: message 4f: shorter than it says'",
    "4f00000004ffffffff, 'channel: message 4f: shorter than it says'"
  })
  void whatIsNoMessageIsSaid(String hex, String message) {
    byte[] bytes = HexFormat.of().parseHex(hex);
    assertThatThrownBy(() -> received(bytes)).isInstanceOf(IOException.class).hasMessage(message);
  }

  // ---- the guest's end

  private static List<GuestMessage> served(GuestMessage... requests) throws Exception {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    Map<String, GuestCommand> commands =
        Map.of(
            "say",
            task -> {
              task.print(task.arguments().getFirst());
              task.product("f", Objects.requireNonNull(task.files().get("in")));
              return 3;
            },
            "ask",
            task -> {
              task.print("got " + task.readLine(-1) + ", then " + task.readLine(0));
              return 0;
            },
            "fail",
            _ -> {
              throw new IOException("broken");
            });
    new GuestServer(over(sent(requests), out), commands).serve();
    return received(out.toByteArray());
  }

  @Test
  void commandsRunOneAfterAnother() throws Exception {
    List<GuestMessage> messages =
        served(
            new Run("say", List.of("a"), Map.of("in", new byte[] {7})),
            new Run("ask", List.of(), Map.of()),
            new Input("it"),
            new Run("no-such", List.of(), Map.of()),
            // Waits for the previous command.
            new Run("ask", List.of(), Map.of()));
    assertThat(messages.subList(0, 5))
        .usingRecursiveComparison()
        .isEqualTo(
            List.of(
                new Output("a"),
                new Product("f", new byte[] {7}),
                new Exit(3),
                new Output("got it, then null"),
                new Exit(0)));
    assertThat(messages.subList(5, messages.size()))
        .contains(new Exit(GuestServer.UNKNOWN))
        .anyMatch(message -> message.toString().contains("unknown command no-such; there are"));
  }

  @Test
  void aFailureIsToldWithItsStack() throws Exception {
    List<GuestMessage> messages =
        served(new Run("fail", List.of(), Map.of()), new Run("ask", List.of(), Map.of()));
    assertThat(messages.getFirst()).isEqualTo(new Output("fail: java.io.IOException: broken"));
    assertThat(messages).contains(new Exit(GuestServer.FAILED));
  }

  /** As with a User-Mode Linux and its host. */
  @ParameterizedTest
  @MethodSource("messages")
  void longMessagesGoThroughAFile(GuestMessage message, @TempDir Path folder) throws IOException {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    InputStream nothing = InputStream.nullInputStream();
    new GuestChannel(nothing, out, folder).send(message);
    assertThat(out.size()).isLessThan(1_100);
    GuestChannel receiver =
        new GuestChannel(
            new ByteArrayInputStream(out.toByteArray()), OutputStream.nullOutputStream(), folder);
    assertThat(receiver.receive()).usingRecursiveComparison().isEqualTo(message);
    assertThat(folder).isEmptyDirectory();
  }
}
