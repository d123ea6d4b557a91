using CspBot.Resources;

namespace CspBot.Conversation;

/// <summary>Registers the conversation folder and the dialogs of the table.</summary>
internal static class ConversationSetup
{
    /// <summary>Adds the router, what dialogs share, and each dialog in the order given.</summary>
    public static IServiceCollection AddConversation(this IServiceCollection services, IReadOnlyList<DialogEntry> table)
    {
        foreach (var entry in table)
        {
            services.AddSingleton(entry.Dialog);
            Texts.Know(entry.Area, entry.Dialog.Assembly);
        }

        return services
            .AddSingleton<IReadOnlyList<Dialog>>(provider => [.. table.Select(entry => (Dialog)provider.GetRequiredService(entry.Dialog))])
            .AddSingleton(provider => new Lazy<IReadOnlyList<Dialog>>(provider.GetRequiredService<IReadOnlyList<Dialog>>))
            .AddSingleton<Searches>()
            .AddSingleton<CustomerChoice>()
            .AddSingleton<DialogRouter>();
    }
}
