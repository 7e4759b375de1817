package io.github.hidbpf4j.tools.live;

import io.github.hidbpf4j.cli.guest.NodePacket;
import io.github.hidbpf4j.cli.guest.NodeReader;
import io.github.hidbpf4j.cli.guest.UhidPlayer;
import io.github.hidbpf4j.guest.channel.GuestTask;
import io.github.hidbpf4j.hid.recording.RecordedEntry;
import io.github.hidbpf4j.hid.recording.RecordedEvent;
import io.github.hidbpf4j.hid.recording.Recording;
import java.io.IOException;
import java.util.HexFormat;
import org.jspecify.annotations.Nullable;

/**
 * Plays a recording in real time, and prints the effects: reports played ({@code r}), what readers
 * get from hidraw ({@code h}) and from input devices ({@code e0}).
 */
final class RecordingPlay {
  private static final HexFormat HEX = HexFormat.ofDelimiter(" ");

  /** How long to wait for effects after the last report. */
  private static final long TAIL_MILLIS = 1_500;

  private static final long STEP_MILLIS = 5;

  /** How long to wait after a report that is played by itself. */
  private static final long REST_MILLIS = 50;

  private RecordingPlay() {}

  /**
   * Plays the recording.
   *
   * @param reader reads the device that applications use
   * @param others reads another device, which must be silent; null for none
   */
  static void play(
      GuestTask task,
      Recording recording,
      UhidPlayer player,
      NodeReader reader,
      @Nullable NodeReader others)
      throws IOException, InterruptedException {
    int index = recording.devices().getFirst().index();
    long begin = System.nanoTime();
    long first = -1;
    for (RecordedEntry entry : recording.toReplay(index)) {
      if (!(entry instanceof RecordedEvent event)) {
        continue;
      }
      first = first < 0 ? event.micros() : first;
      long due = begin + (event.micros() - first) * 1_000;
      while (System.nanoTime() < due) {
        print(task, reader, others);
        Thread.sleep(Math.min(STEP_MILLIS, Math.max(1, (due - System.nanoTime()) / 1_000_000)));
      }
      task.print("r " + HEX.formatHex(event.data()));
      boolean _ = player.play(event.data());
    }
    for (long waited = 0; waited < TAIL_MILLIS; waited += STEP_MILLIS) {
      print(task, reader, others);
      Thread.sleep(STEP_MILLIS);
    }
  }

  /** Prints the effects of a report that is played by itself. */
  static void rest(GuestTask task, NodeReader reader) throws IOException, InterruptedException {
    for (long waited = 0; waited < REST_MILLIS; waited += STEP_MILLIS) {
      print(task, reader, null);
      Thread.sleep(STEP_MILLIS);
    }
  }

  private static void print(GuestTask task, NodeReader reader, @Nullable NodeReader others)
      throws IOException {
    for (byte[] report : reader.reports()) {
      task.print("h " + HEX.formatHex(report));
    }
    for (NodePacket packet : reader.packets()) {
      task.print(packet.toString());
    }
    if (others != null) {
      for (NodePacket packet : others.packets()) {
        task.print("o " + packet);
      }
    }
  }
}
