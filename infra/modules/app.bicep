// The bot itself: instances of one container behind one address.
param location string
param prefix string
param subnetId string
param identityId string
param registryServer string
param image string
param instances int
param zoneRedundant bool
@secure()
param insightsConnectionString string
param storageName string
param shareName string

@description('Secret name to the address of its value in the key vault.')
param secretUris object

@description('Settings that are no secrets: [{ name, value }].')
param settings array

// The port and the user id of Microsoft's ASP.NET Core images.
var port = 8080
var imageUser = '1654'
var tokenFolder = '/partner'

// The preview version, because only previews have the OpenTelemetry agent, which gives the app its
// OTEL_EXPORTER_OTLP_ENDPOINT.
resource environment 'Microsoft.App/managedEnvironments@2025-10-02-preview' = {
  name: '${prefix}-environment'
  location: location
  properties: {
    zoneRedundant: zoneRedundant
    vnetConfiguration: {
      infrastructureSubnetId: subnetId
      internal: false
    }
    workloadProfiles: [
      {
        name: 'Consumption'
        workloadProfileType: 'Consumption'
      }
    ]
    appInsightsConfiguration: {
      connectionString: insightsConnectionString
    }
    openTelemetryConfiguration: {
      tracesConfiguration: {
        destinations: ['appInsights']
      }
      logsConfiguration: {
        destinations: ['appInsights']
      }
    }
  }
}

resource storage 'Microsoft.Storage/storageAccounts@2025-06-01' existing = {
  name: storageName
}

resource partnerFiles 'Microsoft.App/managedEnvironments/storages@2025-07-01' = {
  parent: environment
  name: 'partner'
  properties: {
    azureFile: {
      accountName: storageName
      accountKey: storage.listKeys().keys[0].value
      shareName: shareName
      accessMode: 'ReadWrite'
    }
  }
}

resource app 'Microsoft.App/containerApps@2025-07-01' = {
  name: prefix
  location: location
  dependsOn: [
    partnerFiles
  ]
  identity: {
    type: 'UserAssigned'
    userAssignedIdentities: {
      '${identityId}': {}
    }
  }
  properties: {
    environmentId: environment.id
    workloadProfileName: 'Consumption'
    configuration: {
      activeRevisionsMode: 'Single'
      ingress: {
        external: true
        targetPort: port
        transport: 'auto'
        allowInsecure: false
        stickySessions: {
          affinity: 'none'
        }
      }
      registries: [
        {
          server: registryServer
          identity: identityId
        }
      ]
      secrets: [
        for secret in items(secretUris): {
          name: secret.key
          keyVaultUrl: secret.value
          identity: identityId
        }
      ]
    }
    template: {
      // The bot stops taking work at once and hands back what it cannot end within ten seconds.
      terminationGracePeriodSeconds: 30
      containers: [
        {
          name: 'cspbot'
          image: '${registryServer}/${image}'
          resources: {
            cpu: json('0.5')
            memory: '1Gi'
          }
          env: concat(
            [
              { name: 'ASPNETCORE_HTTP_PORTS', value: string(port) }
              { name: 'Partner__RefreshTokenFile', value: '${tokenFolder}/refresh-token' }
              { name: 'Partner__ClientSecret', secretRef: 'partner-client-secret' }
              { name: 'Store__ConnectionString', secretRef: 'store-connection-string' }
              { name: 'Cache__Redis', secretRef: 'cache-redis' }
            ],
            settings
          )
          volumeMounts: [
            {
              volumeName: 'partner'
              mountPath: tokenFolder
            }
          ]
          probes: [
            {
              type: 'Startup'
              httpGet: {
                path: '/healthz'
                port: port
              }
              periodSeconds: 2
              failureThreshold: 30
            }
            {
              type: 'Liveness'
              httpGet: {
                path: '/healthz'
                port: port
              }
              periodSeconds: 10
              failureThreshold: 3
            }
            {
              // Not /readyz: it names parts that all instances share. When one of those is out, an instance that still
              // takes clicks can say so; with none in rotation agents would see nothing but "unable to reach app".
              type: 'Readiness'
              httpGet: {
                path: '/healthz'
                port: port
              }
              periodSeconds: 5
              failureThreshold: 2
            }
          ]
        }
      ]
      volumes: [
        {
          name: 'partner'
          storageType: 'AzureFile'
          storageName: 'partner'
          mountOptions: 'uid=${imageUser},gid=${imageUser},dir_mode=0700,file_mode=0600,nobrl'
        }
      ]
      scale: {
        minReplicas: instances
        maxReplicas: instances + 2
        rules: [
          {
            name: 'people'
            http: {
              metadata: {
                concurrentRequests: '40'
              }
            }
          }
        ]
      }
    }
  }
}

output host string = app.properties.configuration.ingress.fqdn
