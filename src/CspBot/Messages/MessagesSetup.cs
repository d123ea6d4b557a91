using CspBot.Teams;

namespace CspBot.Messages;

/// <summary>Registers the messages folder: what the bot says unasked, and where.</summary>
internal static class MessagesSetup
{
    /// <summary>Adds conversations, outbox and its workers, and what instances share of Teams' limits and claims.</summary>
    public static IServiceCollection AddMessages(this IServiceCollection services) => services
        .AddSingleton<ActivityClaims, SharedClaims>()
        .AddSingleton<SharedPace, StorePace>()
        .AddSingleton<ConversationStore>()
        .AddSingleton<Readers>()
        .AddSingleton<OutboxDelivery>()
        .AddSingleton<OutboxWorker>()
        .AddHostedService(provider => provider.GetRequiredService<OutboxWorker>())
        .AddHostedService<OutboxRetention>();
}
