package io.github.hidbpf4j.live.kernel;

import io.github.hidbpf4j.live.bridge.AppliedFixes;
import io.github.hidbpf4j.live.bridge.Bridge;
import io.github.hidbpf4j.live.bridge.EndSignal;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;

/** Fixes that the kernel runs: all that can be done is to remove them. */
public final class KernelFixes implements AppliedFixes {
  private final KernelAttachment attachment;
  private final EndSignal over = new EndSignal();
  private final AtomicBoolean closing = new AtomicBoolean();

  /** Creates it for an attachment, which is closed with it. */
  public KernelFixes(KernelAttachment attachment) {
    this.attachment = attachment;
  }

  /** The attachment. */
  public KernelAttachment attachment() {
    return attachment;
  }

  @Override
  public boolean inKernel() {
    return true;
  }

  @Override
  public Bridge.State state() {
    return closing.get() ? Bridge.State.ENDED : Bridge.State.RUNNING;
  }

  @Override
  public List<String> doubts() {
    return attachment.attachments().stream().flatMap(a -> a.warnings().stream()).toList();
  }

  @Override
  public String failure() {
    return "";
  }

  @Override
  public boolean isStuck() {
    return false;
  }

  @Override
  public Bridge.@Nullable Figures figures() {
    return null;
  }

  @Override
  public boolean awaitEnd(long millis) {
    return over.await(millis);
  }

  @Override
  public void close() {
    if (closing.getAndSet(true)) {
      return;
    }
    try {
      attachment.close();
    } finally {
      over.give();
    }
  }
}
