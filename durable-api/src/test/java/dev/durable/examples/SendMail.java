package dev.durable.examples;

import dev.durable.DurableTask;
import dev.durable.Task;
import dev.durable.TaskContext;
import dev.durable.TaskException;
import dev.durable.examples.Shop.Mail;
import dev.durable.examples.Shop.Mailer;
import dev.durable.examples.Shop.UnknownAddressException;
import jakarta.inject.Inject;

// Shown in docs/tasks.md
@Task(id = "sendMail", timeout = "PT20S", maxRetries = 8, retryDelay = "PT2S", maxRetryDelay = "PT10M")
public class SendMail implements DurableTask<Mail, Void> {
    @Inject
    Mailer mailer;

    @Override
    public Void run(TaskContext context, Mail mail) {
        try {
            mailer.send(mail); // whatever else it throws is tried again
        } catch (UnknownAddressException e) {
            throw TaskException.notRetryable("Nobody is called " + mail.to(), e);
        }
        return null;
    }
}
// Until here
