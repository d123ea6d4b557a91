using 'main.bicep'

// Beginning of all names: lower-case letters and digits, 3 to 10.
param prefix = 'cspbot'

// The registry made by registry.bicep, and the image that was published into it (README.md, step 2).
param registryName = readEnvironmentVariable('CSPBOT_REGISTRY', 'cspbotregistry')
param image = readEnvironmentVariable('CSPBOT_IMAGE', 'cspbot:1.0.0')

// Bot:TenantId and Partner:TenantId. The partner's Entra tenant: people of any other are refused.
param partnerTenantId = '00000000-0000-0000-0000-000000000000'

// Partner:AppId and Partner:ClientSecret. The app registration of the Secure Application Model. The secret comes from the
// environment of whoever deploys, is written into the key vault, and stands in no file and no output.
param partnerAppId = '00000000-0000-0000-0000-000000000000'
param partnerClientSecret = readEnvironmentVariable('CSPBOT_PARTNER_SECRET', '')

// Partner:AdminAgentsGroupId and its two sisters. Object ids of the role groups in the partner's tenant, never names. A
// group that is left empty gives nobody its role.
param adminAgentsGroupId = '00000000-0000-0000-0000-000000000000'
param salesAgentsGroupId = ''
param helpdeskAgentsGroupId = ''

// Approvals:ApproversGroupId. Who may decide requests. Nobody decides their own.
param approversGroupId = '00000000-0000-0000-0000-000000000000'

// Approvals:Conversation. A channel or chat that also gets the approval cards; empty sends them to the approvers alone.
param approvalsConversation = ''

// Every other setting of the bot, by its environment name (a colon becomes two underscores). An Azure Stack, for example:
//   { name: 'Stack__Deployments__0__Name', value: 'North' }
//   { name: 'Stack__Deployments__0__AdminResourceManager', value: 'https://adminmanagement.north.example.com' }
param extraSettings = []

// Administrator of the database: at least 20 characters. Into the key vault, like the partner's secret.
param databasePassword = readEnvironmentVariable('CSPBOT_DATABASE_PASSWORD', '')

// The bot's load is small: a burstable machine carries hundreds of agents. Take GeneralPurpose (Standard_D2ds_v5) for a
// standby in another zone.
param databaseSku = {
  name: 'Standard_B2s'
  tier: 'Burstable'
}
param databaseStandby = false

// The smallest Redis there is: it holds roles for a minute, the customer index for ten, and the claims of activity ids.
param redisSku = 'Balanced_B0'

// Two instances share the work by leases in the database; more are taken when many people type at once.
param instances = 2
param zoneRedundant = false
