// Downloads the profile on view as a file for other tools.
import React, { useState } from 'react';
import { AppEvents } from '@grafana/data';
import { getAppEvents } from '@grafana/runtime';
import { Button, Dropdown, Menu } from '@grafana/ui';
import type { QueryType } from '../../core/query/model.ts';
import { downloadFormats } from '../download.ts';
import type { DownloadFormat } from '../download.ts';
import { queryTypeTraits } from '../query-types.ts';
import type { ParkedQuery } from '../query.ts';
import type { EditorProps } from './editor-props.ts';

interface Props extends Pick<EditorProps, 'datasource' | 'range'> {
  readonly query: ParkedQuery;
  readonly type: QueryType;
}

export function DownloadMenu({ datasource, query, type, range }: Props) {
  const [isBusy, setIsBusy] = useState(false);
  // A pasted dump need not be downloaded, and does not fit into a URL.
  if (!queryTypeTraits[type].isProfile || query.inline !== undefined) return null;
  const download = async (format: DownloadFormat) => {
    setIsBusy(true);
    try {
      await datasource.download(format, query, range);
    } catch (error) {
      const message = error instanceof Error ? error.message : 'The backend gave no reason.';
      getAppEvents().publish({ type: AppEvents.alertError.name, payload: ['The download failed', message] });
    }
    setIsBusy(false);
  };
  const items = downloadFormats.map(({ format, label, description }) => (
    <Menu.Item key={format} label={label} description={description} onClick={() => void download(format)} />
  ));
  return (
    <Dropdown overlay={<Menu>{items}</Menu>} placement="bottom-start">
      <Button type="button" size="sm" variant="secondary" fill="text" icon="download-alt" disabled={isBusy}>
        Download
      </Button>
    </Dropdown>
  );
}
